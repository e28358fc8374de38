#include "app/text/shell_completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace convoyrisk::app {
namespace {

void for_each_command(const CommandTree& tree, const std::function<void(const CommandTree&)>& visit) {
  visit(tree);
  for (const CommandTree& command : tree.commands) {
    for_each_command(command, visit);
  }
}

/// Puts a backslash before each of these characters.
std::string escaped(const std::string& text, const std::string& characters) {
  std::string safe;
  for (const char c : text) {
    safe += characters.find(c) == std::string::npos ? "" : "\\";
    safe += c;
  }
  return safe;
}

/// A word in single quotes, as all three shells read it.
std::string in_quotes(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    safe += c == '\'' ? std::string("'\\''") : std::string(1, c == '\n' ? ' ' : c);
  }
  return "'" + safe + "'";
}

std::vector<std::string> words_of(const OptionOfCommand& option) {
  std::vector<std::string> words;
  for (const std::string& name : option.short_names) {
    words.push_back("-" + name);
  }
  for (const std::string& name : option.long_names) {
    words.push_back("--" + name);
  }
  return words;
}

/// " run", " import osm": how the scripts know where they are; "" for the program.
std::string place_of(const CommandTree& command) {
  const std::size_t space = command.path.find(' ');
  return space == std::string::npos ? "" : command.path.substr(space);
}

/// Shell code, the same in bash and zsh, that puts the place of the command line's words before the cursor into
/// `place`.
std::string find_place(const CommandTree& program, const char* words) {
  std::vector<std::string> places;
  for_each_command(program, [&](const CommandTree& command) {
    if (!place_of(command).empty()) {
      places.push_back(in_quotes(place_of(command)));
    }
  });
  return fmt::format(
      "  local place='' word\n"
      "  for word in {}; do\n"
      "    case \"$place $word\" in\n"
      "      {}) place=\"$place $word\" ;;\n"
      "    esac\n"
      "  done\n",
      words, fmt::join(places, "|"));
}

}  // namespace

std::string bash_completion(const CommandTree& program) {
  std::string script = "# Completion of convoyrisk for bash.\n_convoyrisk() {\n" +
                       find_place(program, "\"${COMP_WORDS[@]:1:COMP_CWORD-1}\"") + "  local known=''\n" +
                       "  case \"$place\" in\n";
  for_each_command(program, [&](const CommandTree& command) {
    std::vector<std::string> words;
    for (const CommandTree& next : command.commands) {
      words.push_back(next.name());
    }
    for (const OptionOfCommand& option : command.options) {
      for (const std::string& word : words_of(option)) {
        words.push_back(word);
      }
    }
    script += fmt::format("    {}) known={} ;;\n", in_quotes(place_of(command)),
                          in_quotes(fmt::format("{}", fmt::join(words, " "))));
  });
  return script +
         "  esac\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\"\n"
         "  COMPREPLY=($(compgen -W \"$known\" -- \"$current\"))\n"
         "  if [ -n \"$place\" ]; then\n"
         "    mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$current\")\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _convoyrisk convoyrisk\n";
}

std::string zsh_completion(const CommandTree& program) {
  std::string script = "#compdef convoyrisk\n# Completion of convoyrisk for zsh.\n_convoyrisk() {\n" +
                       find_place(program, "${words[2,CURRENT-1]}") + "  local -a commands options\n" +
                       "  case \"$place\" in\n";
  for_each_command(program, [&](const CommandTree& command) {
    script += fmt::format("    {})\n", place_of(command).empty() ? "''" : in_quotes(place_of(command)));
    for (const CommandTree& next : command.commands) {
      script += fmt::format("      commands+=({})\n", in_quotes(next.name() + ":" + escaped(next.description, ":\\")));
    }
    for (const OptionOfCommand& option : command.options) {
      for (const std::string& word : words_of(option)) {
        script += fmt::format("      options+=({})\n", in_quotes(word + ":" + escaped(option.description, ":\\")));
      }
    }
    script += "      ;;\n";
  });
  return script +
         "  esac\n"
         "  _describe -o option options\n"
         "  _describe command commands\n"
         "  [[ -n $place ]] && _files\n"
         "}\n"
         "_convoyrisk \"$@\"\n";
}

std::string fish_completion(const CommandTree& program) {
  std::string script = "# Completion of convoyrisk for fish.\n";
  for_each_command(program, [&](const CommandTree& command) {
    std::string condition = "__fish_use_subcommand";
    if (!place_of(command).empty()) {
      std::vector<std::string> seen;
      for (std::size_t begin = 1; begin < place_of(command).size();) {
        const std::size_t end = std::min(place_of(command).find(' ', begin), place_of(command).size());
        seen.push_back("__fish_seen_subcommand_from " + place_of(command).substr(begin, end - begin));
        begin = end + 1;
      }
      condition = fmt::format("{}", fmt::join(seen, "; and "));
    }
    for (const CommandTree& next : command.commands) {
      script += fmt::format("complete -c convoyrisk -f -n {} -a {} -d {}\n", in_quotes(condition), next.name(),
                            in_quotes(next.description));
    }
    for (const OptionOfCommand& option : command.options) {
      script += fmt::format("complete -c convoyrisk -n {}", in_quotes(condition));
      for (const std::string& name : option.short_names) {
        script += " -s " + name;
      }
      for (const std::string& name : option.long_names) {
        script += " -l " + name;
      }
      script += fmt::format("{} -d {}\n", option.takes_value ? " -r" : "", in_quotes(option.description));
    }
  });
  return script;
}

namespace {

/// Plain text within a line of roff.
std::string roff(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    safe += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c == '\n' ? ' ' : c);
  }
  return safe.starts_with('.') || safe.starts_with('\'') ? "\\&" + safe : safe;
}

/// Lines as they stand: examples.
std::string roff_lines(const std::string& text) {
  std::string lines = ".nf\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += roff(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return lines + ".fi\n";
}

std::string roff_command(const CommandTree& command) {
  std::string text;
  for (const PositionalOfCommand& positional : command.positionals) {
    text += fmt::format(".TP\n.I {}\n{}\n", roff(positional.name), roff(positional.description));
  }
  for (const OptionOfCommand& option : command.options) {
    text += fmt::format(".TP\n.B {}{}\n{}\n", roff(fmt::format("{}", fmt::join(words_of(option), ", "))),
                        option.value.empty() ? "" : " \\fI" + roff(option.value) + "\\fR", roff(option.description));
  }
  return text;
}

}  // namespace

std::string manual_page(const CommandTree& program) {
  std::string page = fmt::format(
      ".TH CONVOYRISK 1 \"\" \"convoyrisk {}\" \"User Commands\"\n"
      ".SH NAME\nconvoyrisk \\- compare policies that protect worker convoys\n"
      ".SH SYNOPSIS\n.B convoyrisk\n.I COMMAND\n[\\fIOPTION\\fR]...\n"
      ".SH DESCRIPTION\n{}\n.SH OPTIONS\n{}",
      CONVOYRISK_VERSION, roff(program.description), roff_command(program));
  for_each_command(program, [&](const CommandTree& command) {
    if (&command != &program) {
      page += fmt::format(".SH \"{}\"\n{}.\n{}", roff(command.path), roff(command.description), roff_command(command));
      if (!command.footer.empty()) {
        page += ".PP\n" + roff_lines(command.footer);
      }
    }
  });
  return page + ".SH EXAMPLES\n" + roff_lines(program.footer);
}

}  // namespace convoyrisk::app
