# Completion of lsof's options and their values for bash. It needs no other file.

# Offers those of the words in standard input, one a line, that begin with $last. They are only words: names of
# commands are anybody's, and may look like something that the shell would run.
_lsof_swift_offer() {
  local word
  while read -r word; do
    if [[ $word == "$last"* && -n $word ]]; then COMPREPLY+=("$head$(printf %q "$word")"); fi
  done
}

# The same for words that are given.
_lsof_swift_words() { _lsof_swift_offer < <(printf '%s\n' "$@"); }

# The names of columns, which lsof takes in small letters too.
_lsof_swift_columns="
  COMMAND PID NSPID TID TASKCMD SECURITY-CONTEXT UNIT CONTAINER POD PPID PGID USER UID FD ASSOC ACCESS
  LOCK TYPE FILE-FLAG DEVICE DEVTEXT DEV RDEV SIZE/OFF SIZE OFFSET NLINK NODE INODE PROTO NETNS NAME
  LADDR LSCOPE LPORT RADDR RSCOPE RPORT REMARKS TRANSPORT STATE SOCKTYPE RQ SQ LOCAL REMOTE INET.LADDR
  INET.RADDR INET6.LADDR INET6.RADDR TCP.LADDR TCP.LPORT TCP.RADDR TCP.RPORT UDP.LADDR UDP.LPORT
  UDP.RADDR UDP.RPORT UDPLITE.LADDR UDPLITE.LPORT UDPLITE.RADDR UDPLITE.RPORT
  CHANGE TIME STARTTIME CMDLINE EXE CGROUP BLOCKS PERM OWNER FUID MTIME
  KTHREAD DELETED PATH LINK MNTID MOUNT FSTYPE SOURCE PARTITION DRIVER CHRDRV BLKDRV MISCDEV
  DEVTYPE MAJ:MIN STTYPE AINODECLASS NS.NAME NS.TYPE PEERS HOLDERS HOLDERPIDS SOCK.LISTENING
  UNIXPATH IFACE NETLINK.PROTOCOL NETLINK.GROUPS NETLINK.LPORT PACKET.IFACE PACKET.PROTOCOL PACKET.PROTOCOL.RAW
  RAW.PROTOCOL.RAW PING.ID
  DETAIL TIMERFD.CLOCKID TIMERFD.REMAINING TIMERFD.INTERVAL SIGNALFD.MASK EVENTFD.COUNT
  EVENTFD.SEMAPHORE EVENTFD.ID EVENTPOLL.TFDS EVENTPOLL.EVENTS INOTIFY.INODES INOTIFY.INODES.RAW
  INOTIFY.PATHS INOTIFY.EVENTS PIDFD.PID PIDFD.NSPID PIDFD.COMM FANOTIFY.FLAGS FANOTIFY.INODES
  FANOTIFY.MOUNTS FANOTIFY.FILESYSTEMS FANOTIFY.PATHS FANOTIFY.EVENTS IO-URING.SQ-ENTRIES
  IO-URING.SQES IO-URING.CQ-ENTRIES IO-URING.CQES IO-URING.SQTHREAD IO-URING.SQTHREAD-CPU
  IO-URING.USER-FILES IO-URING.USER-BUFS IO-URING.SQ-MASK IO-URING.SQ-HEAD IO-URING.SQ-TAIL
  IO-URING.CQ-MASK IO-URING.CQ-HEAD IO-URING.CQ-TAIL IO-URING.NAPI BPF.NAME BPF.MEMLOCK BPF-PROG.ID
  BPF-PROG.TYPE BPF-PROG.TYPE.RAW BPF-PROG.TAG BPF-MAP.ID BPF-MAP.TYPE BPF-MAP.TYPE.RAW
  BPF-MAP.ENTRIES BPF-LINK.ID BPF-LINK.TYPE BPF-LINK.TYPE.RAW BPF-LINK.PROG-ID USERFAULTFD.PENDING
  USERFAULTFD.TOTAL KVM.VCPU VFIO.DEVICE MEMFD.SEALS DMABUF.SIZE DMABUF.COUNT DMABUF.EXPORTER
  DMABUF.NAME DRM.DRIVER DRM.CLIENT DRM.NAME DRM.PDEV DRM.MEMORY TUN.IFACE TUN.FLAGS PTMX.TTY-INDEX
  TTY.NAME TTY.SESSION TTY.PGRP NS.OWNER NS.USERNS LOOP.FILE UNIX.SCM-FDS TCP.CONGESTION TCP.RTT
  TCP.RTTVAR TCP.RETRANS TCP.TLS TCP.TLS-CIPHER TCP.TLS-RX TCP.TLS-TX MPTCP.TOKEN MPTCP.SUBFLOWS
  SOCK.SHUTDOWN UNIX.IPEER VSOCK.LADDR VSOCK.LCID VSOCK.LPORT VSOCK.RADDR VSOCK.RCID VSOCK.RPORT"

# Offers the columns that begin with $last, in its case.
_lsof_swift_offer_columns() {
  local names=$_lsof_swift_columns
  [[ $last != *[a-z]* ]] || names=${names,,}
  # shellcheck disable=SC2086
  _lsof_swift_words $names
}

# Offers the files, or with -d the directories.
_lsof_swift_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$last")
}

_lsof_swift() {
  local index=$COMP_CWORD last=${COMP_WORDS[COMP_CWORD]} head= attached= previous colons
  COMPREPLY=()

  # bash takes a colon for the end of a word.
  while ((index > 1)) && [[ $last == :* || ${COMP_WORDS[index - 1]} == *: ]] &&
    [[ ${COMP_LINE:0:COMP_POINT} == *"${COMP_WORDS[index - 1]}$last" ]]; do
    index=$((index - 1))
    last=${COMP_WORDS[index]}$last
  done
  previous=${COMP_WORDS[index - 1]} colons=${last%"${last##*:}"}
  [[ $COMP_WORDBREAKS == *:* ]] || colons=

  # A value can be attached to its option, which may follow others that take none: -nPiTCP.
  if [[ $last =~ ^(-[?abEhHjJlMnNOPQRtUvVwX]*[cdgiKpsu])(.+)$ ]]; then
    attached=${BASH_REMATCH[1]} last=${BASH_REMATCH[2]}
    previous=-${attached: -1}
  fi

  # It may part a word from its value, too.
  if [[ $last == --columns=* || $last == --count=* ]]; then
    attached=${last%%=*}= last=${last#*=} previous=--columns
  elif [[ $previous == --co@(lumns|unt) && $last == = ]]; then
    last= previous=--columns
  elif ((index > 2)) && [[ $previous == = && ${COMP_WORDS[index - 2]} == --co@(lumns|unt) ]]; then
    previous=--columns
  fi

  if [[ $last == --filter=* ]]; then
    attached=--filter= last=${last#*=} previous=--filter
  elif ((index > 2)) && [[ $previous == = && ${COMP_WORDS[index - 2]} == --filter ]]; then
    previous=--filter
  fi

  # In a set only the last member is completed.
  case $previous in
  -[dgpsu]) head=${last%"${last##*[,:^]}"} ;;
  --filter)
    # bash puts the quote back that the expression begins with.
    last=${last#[\'\"]}
    head=${last%"${last##*[^a-zA-Z0-9./-]}"}
    ;;
  --columns)
    head=${last%"${last##*,}"}
    [[ ${last#"$head"} != [-+]* ]] || head=${last:0:${#head}+1}
    ;;
  esac
  last=${last#"$head"}

  case $previous in
  -c) _lsof_swift_offer < <(ps -eo comm= 2>/dev/null) ;;
  +d | +D | -e | +e) _lsof_swift_files -d ;;
  -d) _lsof_swift_words cwd rtd txt mem DEL NOFD fd ;;
  -g) _lsof_swift_offer < <(ps -eo pgid= 2>/dev/null | sort -un) ;;
  -i) _lsof_swift_words 4 6 TCP UDP UDPLITE 4TCP 6TCP 4UDP 6UDP ;;
  -K) _lsof_swift_words i ;;
  -p) _lsof_swift_offer < <(ps -eo pid= 2>/dev/null) ;;
  -s)
    # The protocol is part of the first state.
    local tcp=TCP: udp=UDP:
    if [[ -n $head ]]; then tcp= udp=; fi
    [[ $head == [Uu]* ]] || _lsof_swift_words "$tcp"{ESTABLISHED,SYN_SENT,SYN_RECV,FIN_WAIT1,FIN_WAIT2} \
      "$tcp"{TIME_WAIT,CLOSE,CLOSE_WAIT,LAST_ACK,LISTEN,CLOSING,BOUND}
    [[ $head == [Tt]* ]] || _lsof_swift_words "$udp"{ESTABLISHED,IDLE}
    ;;
  --columns) _lsof_swift_offer_columns ;;
  --filter)
    _lsof_swift_offer_columns
    _lsof_swift_offer < <(printf '%s\n' and glob has in not or)
    ;;
  -u) _lsof_swift_offer < <(compgen -u) ;;
  +c | -S | +r | -r | +L | -F | -T) [[ $last == [-+]* ]] || return ;;
  esac

  # What follows these is no option, whatever it begins with.
  local options=yes
  [[ $previous != -[cdpu] && $previous != +[dD] && $previous != [-+]e ]] || options=
  [[ " ${COMP_WORDS[*]:1:index-1} " != *" -- "* ]] || options=
  if ((${#COMPREPLY[@]} == 0)) && [[ -z $head$attached && $previous != --columns && $previous != --filter ]]; then
    case $options$last in
    yes-*)
      _lsof_swift_words '-?' -{a,b,c,d,e,E,f,F,g,h,H,i,j,J,K,l,L,M,n,N,o,O,p,P,Q,r,R,s,S,t,T,u,U,v,V,w,x,X,Z}
      _lsof_swift_words -- --busy --changes --color --columns --container --count --csv --deleted --detail --filter --graph
      _lsof_swift_words --help --human --limits --listening --local --metrics --netns --nspid --pod --port --raw --scan
      _lsof_swift_words --trim --unit --version
      ;;
    yes+*) _lsof_swift_words +{c,d,D,e,E,f,fg,fG,L,L1,m,M,n,O,P,r,T,w} ;;
    *) _lsof_swift_files -f ;;
    esac
  fi
  COMPREPLY=("${COMPREPLY[@]/#/$attached}")
  COMPREPLY=("${COMPREPLY[@]#"$colons"}")
}

complete -F _lsof_swift lsof
