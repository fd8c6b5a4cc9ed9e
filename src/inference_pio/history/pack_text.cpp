#include "history/pack_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "history/run_names.hpp"
#include "records/json_reader.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kAnyPackSchema = "inference-pio/history/";

Json to_json(const Acceptance& acceptance) {
    return {{"case", acceptance.case_pattern},   {"metric", acceptance.metric}, {"run", acceptance.run},
            {"timestamp", acceptance.timestamp}, {"author", acceptance.author}, {"reason", acceptance.reason}};
}

Result<Acceptance> acceptance_from_json(const Json& json) {
    Acceptance acceptance;
    JsonReader reader(json);
    reader.required("case", acceptance.case_pattern);
    reader.optional("metric", acceptance.metric);
    reader.optional("run", acceptance.run);
    reader.optional("timestamp", acceptance.timestamp);
    reader.optional("author", acceptance.author);
    reader.required("reason", acceptance.reason);
    if (reader.ok() && acceptance.reason.empty()) reader.reject("reason", "must not be empty");
    return reader.finish(std::move(acceptance));
}

Result<PackedRun> packed_run_from_json(const Json& json) {
    PackedRun packed;
    JsonReader reader(json);
    reader.required_with("run", packed.run, [&](const Json& document) -> Result<Run> {
        const auto records = json.find("records");
        if (records == json.end()) return fail(ErrorKind::malformed, "there are no 'records' beside it");
        auto run = run_from_json(document, *records);
        if (!run) return run;
        if (auto checked = check_run_id(run->id); !checked) return fail(at_field("id", std::move(checked).error()));
        return run;
    });
    reader.optional("tags", packed.tags);
    for (const std::string& tag : packed.tags) {
        if (auto checked = check_tag(tag); reader.ok() && !checked) reader.reject("tags", checked.error().message);
    }
    return reader.finish(std::move(packed));
}

Result<std::uint64_t> count_from_header(const Json& json) {
    std::string schema;
    std::uint64_t runs = 0;
    JsonReader reader(json);
    reader.required("schema", schema);
    if (reader.ok() && schema != kPackSchema) {
        return fail(ErrorKind::mismatch, fmt::format("'schema': expected {}, found {}", kPackSchema, schema),
                    "use the version of piobench that wrote it");
    }
    reader.required("runs", runs);
    return reader.finish(runs);
}

// The lines of a text; nothing after the last line break is no line.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Result<void> read_line(std::string_view line, RunPack& pack) {
    const auto json = parse_json(line);
    if (!json) return fail(json.error());
    if (!json->is_object()) return fail(unexpected_json("an object", *json));
    if (json->contains("run")) {
        auto run = packed_run_from_json(*json);
        if (!run) return fail(std::move(run).error());
        pack.runs.push_back(*std::move(run));
    } else if (json->contains("acceptance")) {
        auto acceptance = acceptance_from_json(json->at("acceptance"));
        if (!acceptance) return fail(at_field("acceptance", std::move(acceptance).error()));
        pack.acceptances.push_back(*std::move(acceptance));
    }
    return {};  // a line of a kind that a later version knows
}

Error at_line(std::size_t number, Error error) {
    error.message = fmt::format("line {}: {}", number, error.message);
    return error;
}

}  // namespace

std::string format_pack(const RunPack& pack) {
    std::string text = print_json({{"schema", kPackSchema}, {"runs", pack.runs.size()}}) + "\n";
    for (const PackedRun& packed : pack.runs) {
        const Json line = {{"run", run_to_json(packed.run)},
                           {"records", records_to_json(packed.run.records, packed.run.profile)},
                           {"tags", packed.tags}};
        text += print_json(line) + "\n";
    }
    for (const Acceptance& acceptance : pack.acceptances) {
        text += print_json({{"acceptance", to_json(acceptance)}}) + "\n";
    }
    return text;
}

bool begins_as_pack(std::string_view text) {
    const auto json = parse_json(text.substr(0, text.find('\n')));
    if (!json || !json->is_object()) return false;
    const auto schema = json->find("schema");
    return schema != json->end() && schema->is_string() &&
           schema->get_ref<const std::string&>().starts_with(kAnyPackSchema);
}

Result<RunPack> parse_pack(std::string_view text) {
    const std::vector<std::string_view> lines = lines_of(text);
    const auto header = parse_json(lines.empty() ? std::string_view() : lines.front());
    const auto promised = header ? count_from_header(*header) : Result<std::uint64_t>(fail(header.error()));
    if (!promised) return fail(at_line(1, promised.error()));
    RunPack pack;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (auto read = read_line(lines[i], pack); !read) return fail(at_line(i + 1, std::move(read).error()));
    }
    if (pack.runs.size() != *promised) {
        return fail(ErrorKind::malformed,
                    fmt::format("a pack of {} runs holds {}: it was cut short", *promised, pack.runs.size()),
                    "fetch or write it again");
    }
    return pack;
}

}  // namespace inference_pio
