#include "history/record_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "records/json_values.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

// Values one after another, lengths first: no two lists of values give the same bytes.
class KeyBytes {
public:
    KeyBytes() { bytes_.reserve(1024); }

    template <class T>
    requires std::is_arithmetic_v<T>
    void add(T number) {
        char raw[sizeof number];
        std::memcpy(raw, &number, sizeof number);
        bytes_.append(raw, sizeof number);
    }
    template <class T>
    requires std::is_enum_v<T>
    void add(T word) { add(static_cast<int>(word)); }
    void add(const std::string& text) {
        add(text.size());
        bytes_.append(text);
    }
    void add(Bytes bytes) { add(bytes.count); }
    void add(const Value& value) {
        add(value.index());
        std::visit([this](const auto& held) { add(held); }, value);
    }
    template <class T>
    void add(const std::optional<T>& value) {
        add(value.has_value());
        if (value) add(*value);
    }
    void add_interval_kind(const std::optional<Interval>& interval) {
        add(interval.has_value());
        if (!interval) return;
        add(interval->level);
        add(interval->method);
    }

    [[nodiscard]] std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

void add_engine(KeyBytes& key, const std::optional<EngineFacts>& engine) {
    key.add(engine.has_value());
    if (!engine) return;
    key.add(engine->name);
    key.add(engine->version);
    key.add(engine->options.size());
    for (const auto& [name, value] : engine->options) {
        key.add(name);
        key.add(value);
    }
    key.add(engine->features.size());
    for (const std::string& feature : engine->features) key.add(feature);
}

std::string memory_line(Bytes total) {
    const double gibibytes = static_cast<double>(total.count) / static_cast<double>(std::uint64_t{1} << 30U);
    return gibibytes < 10 ? fmt::format("{:.1f} GiB", gibibytes) : fmt::format("{:.0f} GiB", gibibytes);
}

}  // namespace

std::string description_key(const Record& record) {
    KeyBytes key;
    key.add(record.model);
    key.add(record.metric.name);
    key.add(record.metric.version);
    key.add(record.metric.unit);
    key.add(record.metric.direction);
    key.add(record.metric.reduction);
    key.add(record.metric.meaning);
    key.add(record.benchmark);
    key.add(record.category);
    key.add(record.parameters.entries().size());
    for (const auto& [name, value] : record.parameters.entries()) {
        key.add(name);
        key.add(value);
    }
    key.add(record.statistic);
    key.add(record.reference);
    key.add(record.ceiling);
    key.add_interval_kind(record.interval);
    key.add_interval_kind(record.ratio_interval);
    key.add(record.facts.weights_source);
    key.add(record.facts.checkpoint_digest);
    key.add(record.facts.checkpoint_file);
    key.add(record.facts.tensor_bytes.size());
    for (const auto& [type, bytes] : record.facts.tensor_bytes) {
        key.add(type);
        key.add(bytes);
    }
    add_engine(key, record.facts.engine);
    return key.take();
}

std::string description_text(const Record& record) {
    Record described;
    described.model = record.model;
    described.metric = record.metric;
    described.benchmark = record.benchmark;
    described.category = record.category;
    described.parameters = record.parameters;
    described.statistic = record.statistic;
    described.reference = record.reference;
    described.ceiling = record.ceiling;
    described.facts = record.facts;
    described.status_reason = "";  // a record without a value has to have one
    return print_json(record_to_json(described, Json::object()));
}

Result<Record> record_from_description(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return fail(json.error());
    auto record = record_from_json(*json);
    if (record) record->status_reason.reset();
    return record;
}

std::string machine_line(const SystemProfile& profile) {
    const int cores = profile.cpu.cores.value_or(profile.cpu.threads);
    std::string line = profile.cpu.model.empty() ? "unknown processor" : profile.cpu.model;
    if (cores > 0) line += fmt::format(", {} {}", cores, cores == 1 ? "core" : "cores");
    if (profile.memory.total) line += ", " + memory_line(*profile.memory.total);
    for (const GpuProfile& gpu : profile.gpus) line += ", " + gpu.name;
    return line;
}

}  // namespace inference_pio
