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

  # In a set only the last member is completed.
  case $previous in
  -[dgpsu]) head=${last%"${last##*[,:^]}"} ;;
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
  -u) _lsof_swift_offer < <(compgen -u) ;;
  +c | -S | +r | -r | +L | -F | -T) [[ $last == [-+]* ]] || return ;;
  esac

  # What follows these is no option, whatever it begins with.
  local options=yes
  [[ $previous != -[cdpu] && $previous != +[dD] && $previous != [-+]e ]] || options=
  [[ " ${COMP_WORDS[*]:1:index-1} " != *" -- "* ]] || options=
  if ((${#COMPREPLY[@]} == 0)) && [[ -z $head$attached ]]; then
    case $options$last in
    yes-*)
      _lsof_swift_words '-?' -{a,b,c,d,e,E,f,F,g,h,H,i,j,J,K,l,L,M,n,N,o,O,p,P,Q,r,R,s,S,t,T,u,U,v,V,w,x,X,Z}
      _lsof_swift_words -- --container --help --netns --nspid --pod --unit --version
      ;;
    yes+*) _lsof_swift_words +{c,d,D,e,E,f,fg,fG,L,L1,m,M,n,O,P,r,T,w} ;;
    *) _lsof_swift_files -f ;;
    esac
  fi
  COMPREPLY=("${COMPREPLY[@]/#/$attached}")
  COMPREPLY=("${COMPREPLY[@]#"$colons"}")
}

complete -F _lsof_swift lsof
