#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "session/doctor.hpp"

namespace inference_pio {
namespace {

void print_findings(const std::vector<DoctorFinding>& findings) {
    const bool colours = read_terminal(1).colours;
    for (const DoctorFinding& finding : findings) {
        const char* colour = finding.severity == Severity::warning ? "\033[33m" : "\033[32m";
        const bool coloured = colours && finding.severity != Severity::note;
        fmt::print("{}{:<8}{} {:<24} {}\n", coloured ? colour : "", to_string(finding.severity),
                   coloured ? "\033[0m" : "", finding.subject, finding.message);
        if (!finding.remedy.empty()) fmt::print("{:33} -> {}\n", "", finding.remedy);
    }
}

void print_findings_json(const DoctorReadings& readings, const std::vector<DoctorFinding>& findings) {
    nlohmann::ordered_json document;
    document["schema"] = "inference-pio/doctor/1";
    document["fingerprint"] = readings.profile.fingerprint;
    for (const DoctorFinding& finding : findings) {
        document["findings"].push_back({{"severity", to_string(finding.severity)},
                                        {"subject", finding.subject},
                                        {"message", finding.message},
                                        {"remedy", finding.remedy}});
    }
    document["checkpoint_cache"] = {{"folder", readings.checkpoints.folder.string()},
                                    {"held_bytes", readings.checkpoints.held.count},
                                    {"files", readings.checkpoints.files}};
    if (readings.checkpoints.limit) document["checkpoint_cache"]["limit_bytes"] = readings.checkpoints.limit->count;
    fmt::print("{}\n", document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

void add_doctor_command(CLI::App& app, CommandContext& context) {
    CLI::App* command =
        app.add_subcommand("doctor", "Say what would make measurements noisy here, and what to do about it");
    auto json = std::make_shared<bool>(false);
    auto threads = std::make_shared<int>(0);
    command->add_flag("--json", *json, "Print one JSON document");
    command
        ->add_option("--threads", *threads,
                     "Threads that the benchmarks will be asked to compute with (default: one a core)")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    command->callback([json, threads, &context] {
        const DoctorReadings readings = read_doctor_readings(*threads);
        const auto findings = diagnose(readings);
        *json ? print_findings_json(readings, findings) : print_findings(findings);
        context.exit_code = 0;
    });
}

}  // namespace inference_pio
