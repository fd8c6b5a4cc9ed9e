// A large file that appears whole or not at all: written aside, in the same folder, and renamed.
//
// It is written in large blocks at multiples of their size: a Gemma 3 270M that was written in small pieces
// decoded 8 % slower than one written in large ones (Linux 6.18, ext4, mapped file), probably because the
// kernel then caches it in smaller pages. See docs/measurement.md, section 2.
//
// Thread safety: one object belongs to one thread; the name aside holds the process's number, so that
// processes do not meet.
#pragma once

#include <cstddef>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <span>
#include <vector>

namespace inference_pio {

class PartFile {
public:
    // Opens the file aside for `size` bytes in all. Errors: io; where the disk has not that many bytes
    // free it names both figures and nothing is written.
    [[nodiscard]] static Result<PartFile> create(const std::filesystem::path& final_path, Bytes size);

    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&& other) = delete;
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile();  // removes what was not committed

    // Keeps up to a block in memory. Errors: io; a disk that fills up (or a file size limit) names the
    // bytes needed.
    [[nodiscard]] Result<void> append(std::span<const std::byte> bytes);

    // Appended so far, what is still in memory included.
    [[nodiscard]] Bytes appended() const { return written_ + Bytes{block_.size()}; }

    // Writes what is still in memory, flushes to disk and renames. On an error nothing is left behind.
    [[nodiscard]] Result<void> commit();

private:
    PartFile(std::filesystem::path final_path, std::filesystem::path aside, Bytes size, int descriptor);
    [[nodiscard]] Result<void> write_block();
    [[nodiscard]] tl::unexpected<Error> failure(const char* what, int reason) const;

    std::filesystem::path final_path_;
    std::filesystem::path aside_;
    Bytes size_;
    Bytes written_;
    std::vector<std::byte> block_;  // appended, not yet written
    int descriptor_ = -1;
};

// "<final name>.<process>.part"
[[nodiscard]] std::filesystem::path part_path(const std::filesystem::path& final_path, int process);

// Removes files aside in `folder` whose process is not there any more.
void remove_dead_parts(const std::filesystem::path& folder);

}  // namespace inference_pio
