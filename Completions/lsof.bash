# Completion of lsof's options and their values for bash. It needs no other file.

_lsof_swift() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} head= last
  COMPREPLY=()

  # In a set only the last member is completed.
  case $previous in
  -[dgpsu]) last=${current##*[,:^]} head=${current%"$last"} ;;
  esac

  case $previous in
  -c) COMPREPLY=($(compgen -W "$(ps -eo comm= 2>/dev/null)" -- "$current")) && return ;;
  +d | +D) compopt -o filenames && COMPREPLY=($(compgen -d -- "$current")) && return ;;
  -d) COMPREPLY=($(compgen -P "$head" -W 'cwd rtd txt mem DEL NOFD fd' -- "$last")) && return ;;
  -g) COMPREPLY=($(compgen -P "$head" -W "$(ps -eo pgid= 2>/dev/null)" -- "$last")) && return ;;
  -i) COMPREPLY=($(compgen -W '4 6 TCP UDP UDPLITE 4TCP 6TCP 4UDP 6UDP' -- "$current")) && return ;;
  -K) COMPREPLY=($(compgen -W 'i' -- "$current")) && return ;;
  -p) COMPREPLY=($(compgen -P "$head" -W "$(ps -eo pid= 2>/dev/null)" -- "$last")) && return ;;
  -s)
    COMPREPLY=($(compgen -W 'TCP:ESTABLISHED TCP:SYN_SENT TCP:SYN_RECV TCP:FIN_WAIT1 TCP:FIN_WAIT2
      TCP:TIME_WAIT TCP:CLOSE TCP:CLOSE_WAIT TCP:LAST_ACK TCP:LISTEN TCP:CLOSING UDP:ESTABLISHED
      UDP:IDLE' -- "$current")) && return
    ;;
  -u) COMPREPLY=($(compgen -P "$head" -u -- "$last")) && return ;;
  -e | +e) compopt -o filenames && COMPREPLY=($(compgen -d -- "$current")) && return ;;
  +c | -S | +r | -r | +L | -F | -T) [[ $current == [-+]* ]] || return ;;
  esac

  case $current in
  -*) COMPREPLY=($(compgen -W '-? -a -b -c -d -e -E -f -F -g -h -H -i -j -J -K -l -L -M -n -N -o -O -p
      -P -Q -r -R -s -S -t -T -u -U -v -V -w -x -X -Z --' -- "$current")) ;;
  +*) COMPREPLY=($(compgen -W '+c +d +D +e +E +f +fg +fG +L +L1 +m +M +r +w' -- "$current")) ;;
  *) compopt -o filenames && COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}

complete -F _lsof_swift lsof
