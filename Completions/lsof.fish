# Completion of lsof's options and their values for fish. fish knows no options that begin with +; these
# are offered as words.

complete -c lsof -s h -d 'Explain the options'
complete -c lsof -s '?' -d 'Explain the options'
complete -c lsof -l help -d 'Explain the options, on standard output'
complete -c lsof -s v -d 'Say which version this is'
complete -c lsof -l version -d 'Say which version this is, on standard output'
set -l lsof_columns (string split -n ' ' -- \
'COMMAND PID NSPID TID TASKCMD SECURITY-CONTEXT UNIT CONTAINER POD PPID PGID USER UID FD ASSOC ACCESS '\
'LOCK TYPE FILE-FLAG DEVICE DEVTEXT DEV RDEV SIZE/OFF SIZE OFFSET NLINK NODE INODE PROTO NETNS NAME LADDR '\
'LSCOPE LPORT RADDR RSCOPE RPORT REMARKS TRANSPORT STATE SOCKTYPE RQ SQ LOCAL REMOTE INET.LADDR '\
'INET.RADDR INET6.LADDR INET6.RADDR TCP.LADDR TCP.LPORT TCP.RADDR TCP.RPORT UDP.LADDR UDP.LPORT UDP.RADDR '\
'UDP.RPORT UDPLITE.LADDR UDPLITE.LPORT UDPLITE.RADDR UDPLITE.RPORT '\
'CHANGE TIME STARTTIME CMDLINE EXE CGROUP BLOCKS PERM OWNER FUID MTIME '\
'KTHREAD DELETED PATH LINK MNTID MOUNT FSTYPE SOURCE PARTITION DRIVER CHRDRV BLKDRV MISCDEV '\
'DEVTYPE MAJ:MIN STTYPE AINODECLASS NS.NAME NS.TYPE PEERS HOLDERS HOLDERPIDS SOCK.LISTENING '\
'UNIXPATH IFACE NETLINK.PROTOCOL NETLINK.GROUPS NETLINK.LPORT PACKET.IFACE PACKET.PROTOCOL PACKET.PROTOCOL.RAW '\
'RAW.PROTOCOL.RAW PING.ID '\
'DETAIL TIMERFD.CLOCKID TIMERFD.REMAINING TIMERFD.INTERVAL SIGNALFD.MASK EVENTFD.COUNT '\
'EVENTFD.SEMAPHORE EVENTFD.ID EVENTPOLL.TFDS EVENTPOLL.EVENTS INOTIFY.INODES INOTIFY.INODES.RAW '\
'INOTIFY.PATHS INOTIFY.EVENTS PIDFD.PID PIDFD.NSPID PIDFD.COMM FANOTIFY.FLAGS FANOTIFY.INODES '\
'FANOTIFY.MOUNTS FANOTIFY.FILESYSTEMS FANOTIFY.PATHS FANOTIFY.EVENTS IO-URING.SQ-ENTRIES '\
'IO-URING.SQES IO-URING.CQ-ENTRIES IO-URING.CQES IO-URING.SQTHREAD IO-URING.SQTHREAD-CPU '\
'IO-URING.USER-FILES IO-URING.USER-BUFS IO-URING.SQ-MASK IO-URING.SQ-HEAD IO-URING.SQ-TAIL '\
'IO-URING.CQ-MASK IO-URING.CQ-HEAD IO-URING.CQ-TAIL IO-URING.NAPI BPF.NAME BPF.MEMLOCK BPF-PROG.ID '\
'BPF-PROG.TYPE BPF-PROG.TYPE.RAW BPF-PROG.TAG BPF-MAP.ID BPF-MAP.TYPE BPF-MAP.TYPE.RAW '\
'BPF-MAP.ENTRIES BPF-LINK.ID BPF-LINK.TYPE BPF-LINK.TYPE.RAW BPF-LINK.PROG-ID USERFAULTFD.PENDING '\
'USERFAULTFD.TOTAL KVM.VCPU VFIO.DEVICE MEMFD.SEALS DMABUF.SIZE DMABUF.COUNT DMABUF.EXPORTER '\
'DMABUF.NAME DRM.DRIVER DRM.CLIENT DRM.NAME DRM.PDEV DRM.MEMORY TUN.IFACE TUN.FLAGS PTMX.TTY-INDEX '\
'TTY.NAME TTY.SESSION TTY.PGRP NS.OWNER NS.USERNS LOOP.FILE UNIX.SCM-FDS TCP.CONGESTION TCP.RTT '\
'TCP.RTTVAR TCP.RETRANS TCP.TLS TCP.TLS-CIPHER TCP.TLS-RX TCP.TLS-TX MPTCP.TOKEN MPTCP.SUBFLOWS '\
'SOCK.SHUTDOWN UNIX.IPEER VSOCK.LADDR VSOCK.LCID VSOCK.LPORT VSOCK.RADDR VSOCK.RCID VSOCK.RPORT '\
)
complete -c lsof -l columns -d Columns -x -a "(__fish_append , $lsof_columns)"
complete -c lsof -l filter -d 'Rows of which an expression is true' -x \
    -a "(string lower -- $lsof_columns) and or not has in glob"
complete -c lsof -l count -d 'How many rows have each value' -a "(__fish_append , $lsof_columns)"
complete -c lsof -l changes -d 'With -r, what opens, closes and changes'
complete -c lsof -l color -x -a 'auto always never' -d 'Colour in reports'
complete -c lsof -l busy -r -F -d 'Why a file system can not be unmounted'
complete -c lsof -l deleted -d 'Removed files that still take up room'
complete -c lsof -l graph -x -a 'dot mermaid dot,files mermaid,files' -d 'Processes and what joins them, as a picture'
complete -c lsof -l limits -d 'Who runs out of descriptors'
complete -c lsof -l listening -d 'Who serves'
complete -c lsof -l local -d 'Internet addresses are those of the own end'
complete -c lsof -l metrics -d 'Numbers for Prometheus'
complete -c lsof -l port -x -d 'Who serves at these ports'
complete -c lsof -l csv -d 'Rows of columns as CSV'
complete -c lsof -l detail -d 'What the kernel tells of special files'
complete -c lsof -l human -d 'Sizes for people'
complete -c lsof -l raw -d 'Rows of columns that end in NUL'
complete -c lsof -l trim -d 'Cut rows at the width of the terminal'
complete -c lsof -l container -d 'Containers'
complete -c lsof -l netns -d 'Other network namespaces'
complete -c lsof -l nspid -d 'Show the PID in its own namespace'
complete -c lsof -l pod -d 'Pods'
complete -c lsof -l scan -x -a 'auto procfs bpf' -d 'Where open files are read'
complete -c lsof -l unit -d 'systemd units'
complete -c lsof -s a -d 'All selections must hold'
complete -c lsof -s b -d 'Make no call that may block'
complete -c lsof -s c -x -a '(__fish_complete_proc)' -d 'Commands that begin with this'
complete -c lsof -s d -x -a 'cwd rtd txt mem DEL NOFD fd' -d 'Descriptors'
complete -c lsof -s e -x -a '(__fish_complete_directories)' -d 'Do not stat files below a mount'
complete -c lsof -s E -d 'Show the other ends'
complete -c lsof -s f -d 'Names are files'
complete -c lsof -s F -d 'Output of fields'
complete -c lsof -s g -d 'Process groups'
complete -c lsof -s H -d 'Sizes for people'
complete -c lsof -s i -d 'Internet files'
complete -c lsof -s j -d 'Output of JSON, one object a line'
complete -c lsof -s J -d 'Output of JSON'
complete -c lsof -s K -d 'Tasks'
complete -c lsof -s l -d 'User numbers'
complete -c lsof -s L -d 'No link counts'
complete -c lsof -s M -d 'No names of RPC services'
complete -c lsof -s n -d 'No host names'
complete -c lsof -s N -d 'Files on NFS'
complete -c lsof -s o -d Offsets
complete -c lsof -s O -d 'Call the kernel without a guard'
complete -c lsof -s p -x -a '(__fish_complete_pids)' -d Processes
complete -c lsof -s P -d 'No names of ports'
complete -c lsof -s Q -d 'Not finding something is no failure'
complete -c lsof -s r -d 'Repeat'
complete -c lsof -s R -d 'Show the parent'
complete -c lsof -s s -d 'Sizes, or states of sockets' \
    -a 'TCP:LISTEN TCP:ESTABLISHED TCP:CLOSE_WAIT TCP:TIME_WAIT TCP:BOUND UDP:ESTABLISHED UDP:IDLE'
complete -c lsof -s S -d 'Time limit of a call'
complete -c lsof -s t -d 'Process numbers only'
complete -c lsof -s T -d 'What to show of sockets'
complete -c lsof -s u -x -a '(__fish_complete_users)' -d Users
complete -c lsof -s U -d 'UNIX sockets'
complete -c lsof -s V -d 'Say what was not found'
complete -c lsof -s w -d 'No warnings'
complete -c lsof -s x -d 'Let +d and +D cross'
complete -c lsof -s X -d 'Skip TCP and UDP files'
complete -c lsof -s Z -d 'Security contexts'

complete -c lsof -n 'string match -q -- "+*" (commandline -ct)' -f -a '
+c\t"Width of COMMAND"
+d\t"Files right in a directory"
+D\t"Files in a tree"
+e\t"Do not touch files below a mount"
+E\t"Show the other ends and list them"
+f\t"Names are file systems"
+fg\t"Flags of open files by name"
+fG\t"Flags in hexadecimal"
+L\t"Link counts"
+L1\t"Removed files"
+m\t"Table of mounts"
+M\t"Names of RPC services"
+n\t"Host names"
+O\t"Call the kernel with a guard"
+P\t"Names of ports"
+r\t"Repeat while something is listed"
+T\t"States of sockets"
+w\tWarnings'
