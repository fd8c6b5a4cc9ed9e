// Writes the manual pages and the completions of piobench below a folder, as a build needs them:
//     piobench-help-pages FOLDER DATE BROUGHT
// BROUGHT is where an installed piobench keeps the benchmarks that came with it, relative to its program's folder.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/command_help.hpp"
#include "cli/man_page.hpp"
#include "cli/shell_completion.hpp"
#include "common/files.hpp"
#include "common/machine_profile.hpp"

namespace {

using namespace inference_pio;
namespace fs = std::filesystem;

bool write(const fs::path& file, const std::string& content) {
    auto written = make_folders(file.parent_path());
    if (written) written = write_file_whole(file, content);
    if (!written) print_error(written.error());
    return written.has_value();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: piobench-help-pages FOLDER DATE BROUGHT\n");
        return 2;
    }
    const fs::path folder = argv[1];
    const fs::path brought = argv[3];
    CLI::App app(kPurpose, "piobench");
    CommandContext context;
    add_all_commands(app, context);
    const CommandHelp help = read_command_help(app);
    bool whole = true;
    for (const CommandHelp* command : all_commands(help)) {
        whole = write(folder / "man/man1" / man_page_name(*command),
                      format_man_page(*command, {get_build_profile().version, argv[2]})) &&
                whole;
    }
    whole = write(folder / "bash-completion/completions/piobench", format_bash_completion(help, brought)) && whole;
    whole = write(folder / "zsh/site-functions/_piobench", format_zsh_completion(help, brought)) && whole;
    whole = write(folder / "fish/vendor_completions.d/piobench.fish", format_fish_completion(help, brought)) && whole;
    return whole ? 0 : 3;
}
