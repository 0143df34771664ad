/// Columns, sizes, flags and fields.
let outputRows = #"""
  -R -p {pids}
  -R -g -p {pids}
  -Rgl -p {pids}
  -l -p {pids}
  -l -u nobody
  -t
  -t -p {pid.files}
  -t -p {pids}
  -t {path.read}
  -t {path.closed}
  -t -i
  -t -c OpenFiles
  -t -c nosuchcommand
  -t -u nobody
  -tnP -p {pid.files}
  -t -R -p {pid.files}
  -t -aK -p {pid.tasks} -d cwd
  -nP +c 0 -p {pids}
  -nP +c0
  -nP +c 1 -p {pids}
  -nP +c 4 -p {pids}
  -nP +c 7 -p {pids}
  -nP +c 8 -p {pids}
  -nP +c 10 -p {pids}
  -nP +c 12 -p {pids}
  -nP +c 15 -p {pids}
  -nP +c 15 ## utf8
  +c 15 -a -d cwd -c /./
  +c 12 -a -d cwd -c /./ ## utf8
  +c 9x -p {pid.files}
  +c 16 ## status
  +c 0 -aK -p {pid.tasks} -d cwd
  +c 3 -aK -p {pid.tasks} -d cwd
  +c 15 -Fc -p {pids}
  # Sizes and offsets
  -s -p {pids}
  -o -p {pids}
  -s -p {pid.sizes}
  -o -p {pid.sizes}
  -o 0 -p {pid.sizes}
  -o0 -p {pid.sizes}
  -o 1 -p {pid.sizes}
  -o 2 -p {pid.sizes}
  -o 8 -p {pid.sizes}
  -o 9 -p {pid.sizes}
  -o 12 -p {pid.sizes}
  -oo3 -p {pid.sizes}
  -o -o 10 -p {pid.sizes}
  -o 10 -o -p {pid.sizes}
  -o 100 -p {pid.sizes}
  -H -p {pid.sizes}
  -H -p {pids}
  -H -s -p {pid.sizes}
  -H -o -p {pid.sizes}
  -H -F -p {pid.sizes}
  -o -p {pid.maps}
  -s -p {pid.devices}
  -o -p {pid.devices}
  -o -nP -i
  -s -nP -i
  -H {path.sized}
  -o -s -p {pid.files} ## status
  -so -p {pid.files} ## status
  # Flags
  +fg -p {pid.files}
  +fG -p {pid.files}
  +f g -p {pid.files} ## status
  +fg -p {pids}
  +fG -p {pids}
  +fg -nP -i
  -fg -p {pid.files}
  -fG -p {pid.files}
  +fn -p {pid.files}
  +fc -p {pid.files}
  +fcn -p {pid.files}
  +fcgn -p {pid.files}
  +fcGn -p {pid.files}
  -fc -p {pid.files}
  -fn -p {pid.files}
  +fx -p {pid.files} ## status
  -fx -p {pid.files} ## status
  +f -p {pid.files} ## status
  -f -p {pid.files} ## status
  +fg -p {pid.pipes}
  +fg -p {pid.devices}
  +fg -p {pid.tcp} -nP
  +fg -aK -p {pid.tasks} -d ^mem
  # Every field
  -F -p {pids}
  -F -nP -p {pids}
  -F0 -nP -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous}
  -F 0 -p {pids} ## status
  -F -nP ## utf8
  -F -nP ## nobody
  -Fa -p {pids}
  -Fc -p {pids}
  -Fd -p {pids}
  -FD -p {pids}
  -Ff -p {pids}
  -FF -p {pids}
  -Fg -p {pids}
  -FG -p {pids}
  -Fi -p {pids}
  -Fk -p {pids}
  -FK -p {pids}
  -Fl -p {pids}
  -FL -p {pids}
  -Fm -p {pids}
  -FM -p {pids} ## status
  -Fn -nP -p {pids}
  -FN -p {pids}
  -Fo -p {pids}
  -Fp -p {pids}
  -FP -nP -p {pids}
  -Fr -p {pids}
  -FR -p {pids}
  -Fs -p {pids}
  -FS -p {pids}
  -Ft -p {pids}
  -FT -p {pids}
  -Fu -p {pids}
  -Fz -p {pids}
  -FZ -p {pids}
  -FZ -p {pids} ## nobody
  -FpcZf -p {pids}
  -JFZ -p {pids} ## since=4.99.7
  -jFZ -p {pids} ## since=4.99.7
  -Fx -p {pids} ## status
  -Fj -p {pids} ## status
  -F? ## status
  -F '?' ## status
  -Fpcfn -p {pids} -nP
  -F pcfn -p {pids} -nP
  -Fpcfn0 -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous} -nP
  -F0pcfn -p {pid.files},{pid.sizes},{pid.maps},{pid.devices},{pid.pipes},{pid.tcp},{pid.unix},{pid.anonymous} -nP
  -Fso -p {pid.sizes}
  -Fs -o -p {pid.sizes}
  -Fo -s -p {pid.sizes}
  -Fo -o 3 -p {pid.sizes}
  -FGN -p {pid.files}
  -FTPn -nP -i
  -Fpf -aK -p {pid.tasks} -d ^mem
  -FK -aK -p {pid.tasks} -d ^mem
  -Fu -u nobody
  -FL -l -u nobody
  -Fg -g -p {pid.files}
  -FR -R -p {pid.files}
  -Fc0 -c "two "
  -Ffn -d cwd
  -Fn {path.read}
  -Fp {path.read} ## nobody unseen
  -Fn -a -d mem -p {pid.maps}
  -Fflna -p {pid.locks}
  # The rows of each scene, in columns
  -p {pid.sizes}
  -p {pid.links}
  -p {pid.names}
  -p {pid.devices}
  -p {pid.terminal}
  -p {pid.shell}
  -p {pid.pipes}
  -p {pid.maps}
  -p {pid.maps} ## nobody
  -p {pid.anonymous}
  -p {pid.filtered}
  -p {pid.events}
  -p {pid.queue}
  -p {pid.locks}
  # What a row says doesn't depend on which other rows there are
  -a -p {pid.locks} -d {fd.locks.beside}
  -Ffl -a -p {pid.locks} -d {fd.locks.beside}
  -a -p {pid.locks} -d ^{fd.locks.write-part},^{fd.locks.flock-exclusive}
  -p {pid.tasks}
  -p {pid.owntask}
  -p {pid.mounted}
  -p {pid.newline}
  -p {pid.newline} ## utf8
  -p {pid.fivedigits}
  -Ff -p {pid.fivedigits}
  -F0 -p {pid.fivedigits}
  -d 10000-20000
  -c two ## since=4.99.7
  -p {pid.bracket}
  -p {pid.emptyname}
  -p {pid.locks} ## nobody
  -p {pid.anonymous} ## nobody
  # Effort
  -S -p {pid.files}
  -S 5 -p {pid.files}
  -S 2 -p {pids} -nP
  -S 0 -p {pid.files} ## status
  -S x -p {pid.files} ## status
  -O -p {pids} -nP
  -b -w -nP -F
  -b -w -i -nP
  -b -w -a +L1 -nP
  -w -p {pids} -nP
  +w -p {pids} -nP ## quiet
  -w ## nobody
  +|-w ## status
  -e /proc -p {pid.files} -w
  -w -e / -p {pid.maps}
  -w -a -d mem -e / -p {pid.maps}
  +e /proc -p {pid.files} -w
  -e {mount.tmpfs} -p {pid.mounted} -w ## since=4.99.7
  +e {mount.tmpfs} -p {pid.mounted} -w ## since=4.99.7
  -e {path.missing} -p {pid.files} ## status
  -e {mount.tmpfs} {mount.tmpfs}/file -w ## status since=4.99.7
  -D? ## status
  -Z -p {pid.files} ## status
  -Z ## status
  -C ## status
  -A x ## status
  -k x ## status
  -m x ## status
  -z ## status
  # Objects
  -j -p {pid.files} ## since=4.99.7
  -j -p {pid.maps} ## since=4.99.7
  -J -p {pid.files} ## since=4.99.7
  -J -p {pid.sizes} ## since=4.99.7
  -J -p {pid.links} ## since=4.99.7
  -J -p {pid.maps} ## since=4.99.7
  -J -p {pid.pipes} ## since=4.99.7
  -J -p {pid.devices} ## since=4.99.7
  -J -p {pid.locks} ## since=4.99.7
  -J -p {pid.events} ## since=4.99.7
  -J -p 999999 ## since=4.99.7
  -j -p 999999 ## since=4.99.7
  -J {path.missing} ## since=4.99.7
  -J -Fpcn -p {pid.files} ## since=4.99.7
  -j -Fpfn -p {pid.files} ## since=4.99.7
  -j -c "two " ## since=4.99.7
  -J -aK -p {pid.tasks} -d ^mem ## since=4.99.7
  -J -t -p {pid.files} ## since=4.99.7 status
  -J -j -p {pid.files} ## since=4.99.7 status
  """#
