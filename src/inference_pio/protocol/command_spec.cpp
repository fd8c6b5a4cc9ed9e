#include "protocol/command_spec.hpp"

#include <utility>

#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

// A text is a line for the shell, an array is a list of words.
Json to_json(const CommandLine& command) {
    if (command.words.empty()) return command.shell;
    return Json(command.words);
}

Result<CommandLine> command_line_from(const Json& json) {
    CommandLine command;
    auto read = json.is_array() ? read_json(json, command.words) : read_json(json, command.shell);
    if (!read) return fail(std::move(read).error());
    return command;
}

}  // namespace

std::string encode_command_spec(const CommandSpec& spec) {
    Json json;
    json["name"] = spec.name;
    json["doc"] = spec.doc;
    json["run"] = to_json(spec.run);
    json["prepare"] = to_json(spec.prepare);
    json["cleanup"] = to_json(spec.cleanup);
    json["directory"] = spec.directory;
    json["environment"] = Json(spec.environment);
    json["format"] = spec.format;
    return print_json(json);
}

Result<CommandSpec> decode_command_spec(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return fail(json.error());
    CommandSpec spec;
    JsonReader reader(*json);
    reader.required("name", spec.name);
    reader.optional("doc", spec.doc);
    reader.required_with("run", spec.run, command_line_from);
    reader.optional_with("prepare", spec.prepare, command_line_from);
    reader.optional_with("cleanup", spec.cleanup, command_line_from);
    reader.optional("directory", spec.directory);
    reader.optional("environment", spec.environment);
    reader.optional("format", spec.format);
    if (reader.ok() && spec.run.empty()) reader.reject("run", "there is nothing to run");
    return reader.finish(std::move(spec));
}

}  // namespace inference_pio
