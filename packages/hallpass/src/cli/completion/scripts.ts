import { askWord, type ShellName } from './shells.ts'

/** What a shell reads to complete `hallpass`: each asks the command itself, so that it is never out of date. */
export function scriptOf(shell: ShellName): string {
  return scripts[shell]
}

// A colon breaks words in bash, and ARNs have many: what was typed before the last one is not repeated.
const bash = `_hallpass() {
  local word prefix='' line
  local -a words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  if declare -F _get_comp_words_by_ref >/dev/null; then
    local cur cword
    _get_comp_words_by_ref -n : cur words cword
    words=("\${words[@]:1:cword}")
  fi
  word="\${words[\${#words[@]} - 1]}"
  case "$word" in *:*) prefix="\${word%:*}:" ;; esac
  COMPREPLY=()
  while IFS=$'\\t' read -r line _; do
    case "$line" in '') continue ;; esac
    line="\${line#"$prefix"}"
    COMPREPLY+=("$(printf '%q' "$line")")
  done < <(hallpass ${askWord} -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _hallpass hallpass
`

const zsh = `#compdef hallpass
_hallpass() {
  local line
  local -a lines described
  lines=("\${(@f)$(hallpass ${askWord} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    [[ -n $line ]] || continue
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#described} )); then
    _describe hallpass described
  else
    _files
  fi
}
if (( $+functions[compdef] )); then
  compdef _hallpass hallpass
fi
`

const fish = `function __hallpass_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (hallpass ${askWord} -- $words[2..-1] 2>/dev/null)
    if test (count $lines) -gt 0
        printf '%s\\n' $lines
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c hallpass -f -a '(__hallpass_complete)'
`

const powershell = `Register-ArgumentCompleter -Native -CommandName hallpass -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  hallpass ${askWord} -- @words 2>$null | ForEach-Object {
    $value, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
  }
}
`

const scripts: Readonly<Record<ShellName, string>> = { bash, zsh, fish, powershell }
