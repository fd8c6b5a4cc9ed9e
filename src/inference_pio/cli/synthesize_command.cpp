#include <fmt/format.h>

#include "checkpoints/synthesis.hpp"
#include "cli/command.hpp"
#include "reporting/quantity_text.hpp"
#include "session/run_session.hpp"
#include "session/synthesize_session.hpp"

namespace inference_pio {

void add_synthesize_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand(
        "synthesize", "Write a checkpoint of a model's true architecture with seeded random weights");
    auto options = std::make_shared<SynthesizeOptions>();
    command->add_option("MODEL", options->model, "The model's name, such as qwen3_0_6b (piobench list)")->required();
    CLI::Option* const type = command->add_option("--weight-type", options->weight_type, "q4_0, q8_0, f16, q4_k_m, …")
                                  ->default_str(fmt::format("{}; a projector's is {}", options->weight_type,
                                                            to_string(kDefaultProjectorType)));
    command->add_flag("--projector", options->projector,
                      "The model's vision projector (f32, f16, bf16 or q8_0) and not the model");
    command->add_option("--layers", options->layers, "Only the first so many layers (default: all)");
    command->add_option("--output", options->output, "The GGUF file to write")->type_name("FILE")->required();
    command->add_option("--seed", options->seed, "Seed of the weights")->capture_default_str();
    command->callback([options, type, &context] {
        if (options->projector && type->count() == 0) options->weight_type = to_string(kDefaultProjectorType);
        const auto say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
        const auto written = synthesize_session(*options, say, context.machine);
        if (!written) {
            print_error(written.error());
            context.exit_code = exit_code_of(written.error());
            return;
        }
        fmt::print("{}  {}\n", written->file.string(),
                   format_quantity(static_cast<double>(written->size.count), "bytes"));
    });
}

}  // namespace inference_pio
