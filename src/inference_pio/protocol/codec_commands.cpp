#include <fmt/format.h>

#include "protocol/codec.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

Json to_json(std::string_view word, const CaseCommand& subject) {
    Json json;
    json["do"] = word;
    json["benchmark"] = subject.benchmark;
    json["parameters"] = inference_pio::to_json(subject.parameters);
    json["seed"] = subject.seed;
    json["engine"] = subject.engine;
    json["engine_options"] = Json(subject.engine_options);
    json["files"] = Json(subject.files);
    json["user_checkpoint"] = subject.user_checkpoint;
    json["injected_slowdown"] = subject.injected_slowdown;
    return json;
}

struct Encoder {
    Json operator()(const DescribeCommand&) const { return {{"do", "describe"}}; }
    Json operator()(const ProvideCommand& command) const { return to_json("provide", command.subject); }
    Json operator()(const EstimateCommand& command) const { return to_json("estimate", command.subject); }
    Json operator()(const PrepareCommand& command) const { return to_json("prepare", command.subject); }
    Json operator()(const MeasureCommand&) const { return {{"do", "measure"}}; }
    Json operator()(const ReleaseCommand&) const { return {{"do", "release"}}; }
};

template <class CaseOf>
Result<Command> case_command_from(JsonReader& reader) {
    CaseOf command;
    CaseCommand& subject = command.subject;
    reader.required("benchmark", subject.benchmark);
    reader.optional_with("parameters", subject.parameters, parameters_from_json);
    reader.optional("seed", subject.seed);
    reader.optional("engine", subject.engine);
    reader.optional("engine_options", subject.engine_options);
    reader.optional("files", subject.files);
    reader.optional("user_checkpoint", subject.user_checkpoint);
    reader.optional("injected_slowdown", subject.injected_slowdown);
    if (subject.injected_slowdown < 0) reader.reject("injected_slowdown", "must not be negative");
    return reader.finish(Command(std::move(command)));
}

}  // namespace

std::string encode_command(const Command& command) { return print_json(std::visit(Encoder{}, command)); }

Result<Command> decode_command(std::string_view line) {
    const Result<Json> json = parse_json(line);
    if (!json) return fail(json.error());
    JsonReader reader(*json);
    std::string word;
    reader.required("do", word);
    if (!reader.ok()) return reader.finish(Command{});
    if (word == "describe") return Command(DescribeCommand{});
    if (word == "measure") return Command(MeasureCommand{});
    if (word == "release") return Command(ReleaseCommand{});
    if (word == "provide") return case_command_from<ProvideCommand>(reader);
    if (word == "estimate") return case_command_from<EstimateCommand>(reader);
    if (word == "prepare") return case_command_from<PrepareCommand>(reader);
    constexpr std::size_t kShown = 80;
    return fail(ErrorKind::malformed, fmt::format("unknown command \"{}\"", word.substr(0, kShown)),
                "known: describe, provide, estimate, prepare, measure, release");
}

}  // namespace inference_pio
