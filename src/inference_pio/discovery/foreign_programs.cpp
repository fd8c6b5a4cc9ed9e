#include "discovery/foreign_programs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <system_error>

#include "common/digest.hpp"
#include "common/files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kCompileLimit{600};

// A benchmark of a model, <model>/benchmarks/<category>/benchmark_x.cpp, needs the card that lies in <model>/.
std::vector<fs::path> cards_of(const fs::path& source) {
    std::vector<fs::path> cards;
    const fs::path benchmarks = source.parent_path().parent_path();
    if (benchmarks.filename() != "benchmarks") return cards;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(benchmarks.parent_path(), error)) {
        if (entry.path().filename().string().ends_with("_card.cpp")) cards.push_back(entry.path());
    }
    std::sort(cards.begin(), cards.end());
    return cards;
}

void append_words(std::string_view text, std::vector<std::string>& words) {
    std::istringstream in{std::string(text)};
    for (std::string word; in >> word;) words.push_back(word);
}

std::string environment_or(const char* name, std::string_view otherwise) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    return value != nullptr && *value != '\0' ? value : std::string(otherwise);
}

std::vector<std::string> compile_command(const Project& project, const ForeignSource& foreign,
                                         const fs::path& program) {
    const fs::path& source = foreign.path;
    std::vector<std::string> argv;
    append_words(project.is_installed() ? environment_or("CXX", "c++") : PIO_CXX_COMPILER, argv);
    argv.emplace_back("-std=c++20");
    append_words(PIO_CXX_FLAGS, argv);
    if (project.is_installed()) append_words(environment_or("CXXFLAGS", ""), argv);
    for (const std::string& argument :
         {std::string("-MMD"), std::string("-MF"), program.string() + ".d", std::string("-o"), program.string()}) {
        argv.push_back(argument);
    }
    if (foreign.library == BenchmarkLibrary::googles) {
        for (const char* argument : {"-lbenchmark_main", "-lbenchmark", "-pthread"}) argv.emplace_back(argument);
        argv.insert(argv.end() - 3, source.string());
        return argv;
    }
    const fs::path folder = project.library().parent_path();
    // Included, so that it is one compilation with one list of what the program depends on.
    for (const fs::path& card : cards_of(source)) {
        argv.emplace_back("-include");
        argv.push_back(card.string());
    }
    for (const fs::path& headers : project.headers()) argv.push_back("-I" + headers.string());
    for (const std::string& argument :
         {source.string(), "-L" + folder.string(), std::string("-linference_pio"), "-Wl,-rpath," + folder.string()}) {
        argv.push_back(argument);
    }
    return argv;
}

// What the program must have been built with to be used again.
std::string key_of(const Project& project, const ForeignSource& source) {
    std::string key;
    if (source.library == BenchmarkLibrary::ours) {
        std::error_code error;
        const auto library = fs::last_write_time(project.library(), error);
        key = fmt::format("{}\n", library.time_since_epoch().count());
    }
    for (const std::string& argument : compile_command(project, source, "program")) key += argument + "\n";
    return key;
}

// What an installation, unlike a build, may find missing.
constexpr const char* kCompilerPackages = "install a C++20 compiler and tl::expected (Debian: g++ libexpected-dev)";

Error start_error(const ForeignSource& source, Error error) {
    if (error.kind != ErrorKind::not_found) return error;
    return {error.kind, fmt::format("{} cannot be compiled: {}", source.path.string(), error.message),
            kCompilerPackages};
}

Error compile_error(const ForeignSource& source, const CommandOutput& output) {
    const std::string said = output.errors + "\n" + output.output;
    Error error{ErrorKind::malformed,
                fmt::format("{} cannot be compiled: {}", source.path.string(), compiler_message(said)),
                {}};
    const auto says = [&](const char* words) { return said.find(words) != std::string::npos; };
    if (source.library == BenchmarkLibrary::googles &&
        (says("benchmark/benchmark.h: No such file") || says("benchmark/benchmark.h' file not found") ||
         says("find -lbenchmark") || says("library -lbenchmark"))) {
        error.kind = ErrorKind::not_found;
        error.remedy = "install Google Benchmark: apt-get install libbenchmark-dev";
    }
    if (says("tl/expected.hpp: No such file")) error.remedy = kCompilerPackages;
    return error;
}

}  // namespace

std::vector<std::string> parse_make_dependencies(std::string_view rule) {
    std::vector<std::string> files;
    std::string file;
    const auto colon = rule.find(": ");
    for (std::size_t i = colon == std::string_view::npos ? rule.size() : colon + 1; i < rule.size(); ++i) {
        const bool escaped_space = rule[i] == '\\' && i + 1 < rule.size() && rule[i + 1] == ' ';
        const bool continuation = rule[i] == '\\' && i + 1 < rule.size() && rule[i + 1] == '\n';
        if (escaped_space) {
            file += rule[++i];
        } else if (rule[i] == ' ' || rule[i] == '\n' || continuation) {
            if (!file.empty()) files.push_back(std::move(file));
            file.clear();
        } else {
            file += rule[i];
        }
    }
    if (!file.empty()) files.push_back(std::move(file));
    return files;
}

fs::path foreign_program_of(const fs::path& source, const fs::path& cache) {
    std::string digest = digest_of(source.string());
    digest.erase(0, digest.find(':') + 1);
    return cache / "built" / digest / source.stem();
}

bool is_foreign_program_fresh(const Project& project, const ForeignSource& source, const fs::path& cache) {
    const fs::path program = foreign_program_of(source.path, cache);
    std::error_code error;
    const auto built = fs::last_write_time(program, error);
    if (error || try_read_file(program.string() + ".key") != key_of(project, source)) return false;
    const auto rule = try_read_file(program.string() + ".d");
    if (!rule) return false;
    for (const std::string& file : parse_make_dependencies(*rule)) {
        const auto changed = fs::last_write_time(file, error);
        if (error || changed > built) return false;
    }
    return true;
}

Result<fs::path> build_foreign_program(const Project& project, const ForeignSource& source, const fs::path& cache,
                                       ProcessLauncher& launcher, Cancellation* cancellation, const StepLine& step) {
    std::error_code error;
    if (source.library == BenchmarkLibrary::ours && !fs::exists(project.library(), error)) {
        return fail(ErrorKind::not_found,
                    fmt::format("{} needs {}, which is not there", source.path.string(), project.library().string()),
                    project.is_installed()
                        ? "install piobench again"
                        : fmt::format("cmake --build {} --target inference_pio", project.build.string()));
    }
    const fs::path program = foreign_program_of(source.path, cache);
    if (auto made = make_folders(program.parent_path()); !made) return fail(std::move(made.error()));
    if (step) step(fmt::format("compiling {}", source.path.string()));

    const fs::path aside = fmt::format("{}.{}", program.string(), ::getpid());
    LaunchSpec spec;
    spec.argv = compile_command(project, source, aside);
    spec.sacrificed_first = false;
    const std::string key = key_of(project, source);
    const auto begin = fs::file_time_type::clock::now();
    auto output = run_command(launcher, spec, kCompileLimit, cancellation);
    if (!output || output->status.code != 0) {
        fs::remove(aside, error);
        fs::remove(aside.string() + ".d", error);
        if (!output) return fail(start_error(source, std::move(output.error())));
        return fail(compile_error(source, *output));
    }
    // As old as its sources were read: a header saved meanwhile makes it stale.
    fs::last_write_time(aside, begin, error);
    fs::rename(aside.string() + ".d", program.string() + ".d", error);
    if (!error) fs::rename(aside, program, error);
    if (error) return fail(ErrorKind::io, fmt::format("cannot rename {}: {}", aside.string(), error.message()));
    if (auto written = write_file_whole(program.string() + ".key", key); !written) {
        return fail(std::move(written.error()));
    }
    return program;
}

}  // namespace inference_pio
