// What workers said of themselves, kept in the user's cache, so that listing starts no process.
//
// Thread safety: a cache belongs to one thread. Two processes may use one file: the last to save wins,
// and the file is always whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/messages.hpp"

namespace inference_pio {

// What a description depends on: the worker's own files and the number of processors, by which axes
// such as `threads` are made.
struct DescriptionStamp {
    std::string files;  // size and time of each file that the description comes from
    int cpus = 0;

    bool operator==(const DescriptionStamp&) const = default;
};

// Of the files as they are now; a file that is not there counts as such.
[[nodiscard]] DescriptionStamp read_description_stamp(const std::vector<std::filesystem::path>& files);

class DescriptionCache {
public:
    // A file that is not there or cannot be read is an empty cache: it is only a shortcut.
    [[nodiscard]] static DescriptionCache read(const std::filesystem::path& file);

    [[nodiscard]] std::optional<DescribedEvent> find(const std::string& worker, const DescriptionStamp& stamp) const;
    void put(const std::string& worker, const DescriptionStamp& stamp, const DescribedEvent& described);

    // Writes what was put, if anything. Entries of files that are gone are left out.
    [[nodiscard]] Result<void> save();

private:
    struct Entry {
        DescriptionStamp stamp;
        std::string event;  // as a line of the protocol
    };

    std::filesystem::path file_;
    std::map<std::string, Entry> entries_;
    bool changed_ = false;
};

}  // namespace inference_pio
