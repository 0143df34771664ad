/// Files that are searched for by name.
let nameRows = #"""
  {path.read}
  {path.read} {path.write}
  {path.missing}
  {path.closed}
  {path.closed} {path.read}
  {path.missing} {path.read}
  -- {path.read}
  ++ {path.read}
  {path.read} -p 4
  {path.twice}
  {path.path}
  {path.directory}
  {path.tree}
  {path.hardlink}
  {path.hardlink2}
  {path.symlink}
  {path.target}
  {path.dangling}
  {path.renamed}
  {path.replaced}
  {path.locked}
  {path.fifo}
  {path.socket}
  {path.server}
  {path.mapheld}
  {path.map}
  {path.mapblank}
  {path.unshared}
  -K {path.unshared} -d ^mem
  -aK {path.unshared}
  {path.chrooted}
  {path.nobodychild}
  {path.read} ## nobody unseen
  {path.read} {path.nobodychild} ## nobody unseen
  -V {path.read} ## nobody unseen
  -t {path.read} ## nobody unseen
  -w {path.read} ## nobody
  -t -w {path.read} ## nobody
  -Q {path.read} ## nobody
  {path.nobodychild} ## nobody
  {path.null}
  {path.zero}
  {path.terminal}
  {path.fuse}
  {path.loop0}
  {path.ownnull}
  {path.ownloop}
  /dev/ptmx
  /dev/tty
  /dev
  /dev/pts
  /proc
  /proc/version
  /
  /usr/bin
  /sys
  {base}
  {base}/
  {base}/files/../files/read
  {base}//files//read
  {name.blank}
  {name.newline}
  {name.tab}
  {name.backslash}
  {name.controls}
  {name.delete}
  {name.invalid}
  {name.truncated}
  {name.accent}
  {name.accent} ## utf8
  {name.wide} ## utf8
  {name.wide}
  {name.emoji} ## utf8
  {name.all}
  {name.percent}
  {name.escape}
  {name.deleted}
  {name.inode}
  {name.dash}
  {name.plus}
  {name.long}
  -p {pid.names} ## utf8
  -p {pid.names}
  -Fn -p {pid.names}
  -Fn -p {pid.names} ## utf8
  # Mounts
  {mount.tmpfs}
  {mount.blank}
  {mount.controls}
  {mount.unused}
  {mount.tmpfs} {mount.blank}
  {mount.tmpfs}/
  {mount.tmpfs}/file
  -f {mount.tmpfs}
  -f {mount.tmpfs}/file
  +f {mount.tmpfs}
  +f -- {mount.tmpfs}
  -f -- {mount.tmpfs}
  +f {path.read} ## status
  +f {base} ## status
  -f {base}
  +f / -a -d cwd
  -f /
  -f /dev
  +f /proc
  -t {mount.tmpfs}
  -a -d 3 {mount.tmpfs}
  +L1 {mount.tmpfs}
  {mount.tmpfs} ## nobody unseen
  {base}/mqueue
  # Directories
  +d {path.tree}
  +d {path.alltree}
  +d {path.lone}
  +d {path.missing}
  +d {path.read}
  +d {base}
  +d {base}/files
  +d {base}/links
  +d {base}/names
  +d {base}/pipes
  +d {path.tree}/
  +D {path.tree}
  +D {path.alltree}
  +D {path.lone}
  +D {path.missing}
  +D {path.read}
  +D {base}/links
  +D {base}/names
  +D {base}/maps
  +D {base}/devices
  -x l +D {path.tree}
  -x fl +D {path.tree}
  -x l +d {path.tree}
  -x +D {path.tree}
  -x f +d {path.tree}
  -x +d {path.tree}
  -t +D {path.tree}
  -a +D {path.tree} -d 3-200
  -a -p {pid.files} +D {path.tree}
  -p {pid.links} +D {path.tree}
  +d {path.tree} +d {path.alltree}
  +D {path.tree} {path.read}
  +d {path.tree} ## nobody unseen
  +D {path.tree} ## nobody unseen
  +D {mount.tmpfs}
  +d {mount.tmpfs}
  # A file under another name, by a mount or a link
  +d {path.bound}
  +d {path.bound}/.
  +d {path.bound}/../bound
  +D {path.bound}/../bound/
  {path.bound}/../bound/target
  {path.socketlink}
  {path.socketlink} -U
  -a +d {path.tree} -c two
  # Reports of what is not found
  -V {path.missing}
  -V {path.closed}
  -V {path.closed} {path.read}
  -V -p 999999
  -V -c nosuchcommand
  -V -u 4242
  -V -i :4
  -V -i TCP:4
  -V -i UDP:4 -p 999999
  -V -g 999999
  -V -c two -p 999999
  -V -d 999
  -V +d {path.lone}
  -V +D {path.lone}
  -V -a -p {pid.files} -d 999
  -V {mount.unused}
  -V -iTCP@10.1.2.3:99 -n
  -Q {path.missing}
  -Q {path.closed}
  -Q -p 999999
  -Q -c nosuchcommand
  -Q -u nosuchuser ## status
  -Q -i :4
  -Q -V -p 999999
  -Q -p {pid.files},999999
  -Q -g 999999
  -Q +D {path.missing}
  -Q +d {path.lone}
  -QV {path.closed}
  -Q -t -p 999999
  """#
