#include "discovery/description_cache.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {
namespace {

// 2: with `reference`, which programs of version 1 lost on the way into the cache.
constexpr int kVersion = 2;

int available_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

}  // namespace

DescriptionStamp read_description_stamp(const std::vector<std::filesystem::path>& files) {
    DescriptionStamp stamp{{}, available_cpus()};
    for (const auto& file : files) {
        struct stat status {};
        if (::stat(file.c_str(), &status) != 0) {
            stamp.files += "none;";
            continue;
        }
        stamp.files += fmt::format("{}@{}.{:09};", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    }
    return stamp;
}

DescriptionCache DescriptionCache::read(const std::filesystem::path& file) {
    DescriptionCache cache;
    cache.file_ = file;
    const auto text = try_read_file(file);
    if (!text) return cache;
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || json.value("version", 0) != kVersion || !json.contains("workers")) return cache;
    for (const auto& [worker, entry] : json["workers"].items()) {
        const bool whole = entry.is_object() && entry.contains("files") && entry["files"].is_string() &&
                           entry.contains("cpus") && entry["cpus"].is_number_integer() && entry.contains("event") &&
                           entry["event"].is_string();
        if (!whole) continue;
        cache.entries_[worker] = {{entry["files"].get<std::string>(), entry["cpus"].get<int>()},
                                  entry["event"].get<std::string>()};
    }
    return cache;
}

std::optional<DescribedEvent> DescriptionCache::find(const std::string& worker, const DescriptionStamp& stamp) const {
    const auto entry = entries_.find(worker);
    if (entry == entries_.end() || entry->second.stamp != stamp) return std::nullopt;
    const auto event = decode_event(entry->second.event);
    if (!event || !std::holds_alternative<DescribedEvent>(*event)) return std::nullopt;
    return std::get<DescribedEvent>(*event);
}

void DescriptionCache::put(const std::string& worker, const DescriptionStamp& stamp, const DescribedEvent& described) {
    entries_[worker] = {stamp, encode_event(described)};
    changed_ = true;
}

Result<void> DescriptionCache::save() {
    if (!changed_) return {};
    nlohmann::ordered_json workers = nlohmann::ordered_json::object();
    for (const auto& [worker, entry] : entries_) {
        std::error_code error;
        if (!std::filesystem::exists(worker, error)) continue;
        workers[worker] = {{"files", entry.stamp.files}, {"cpus", entry.stamp.cpus}, {"event", entry.event}};
    }
    if (auto made = make_folders(file_.parent_path()); !made) return made;
    const nlohmann::ordered_json json = {{"version", kVersion}, {"workers", workers}};
    auto written = write_file_whole(file_, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    if (written) changed_ = false;
    return written;
}

}  // namespace inference_pio
