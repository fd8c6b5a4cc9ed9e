// Golden files: what a report looks like, checked in. PIO_UPDATE_GOLDEN=1 writes them anew; then read the
// difference before committing it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "test_folders.hpp"

namespace inference_pio {

inline std::string read_text_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline bool updates_golden_files() { return std::getenv("PIO_UPDATE_GOLDEN") != nullptr; }

// `name` lies in tests/golden/.
inline void expect_golden(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(PIO_SOURCE_DIR) / "tests" / "golden" / name;
    if (updates_golden_files()) {
        std::ofstream(path, std::ios::binary) << text;
        return;
    }
    ASSERT_TRUE(std::filesystem::exists(path)) << path << ": PIO_UPDATE_GOLDEN=1 writes it";
    EXPECT_EQ(text, read_text_file(path)) << path << ": PIO_UPDATE_GOLDEN=1 writes it anew";
}

// What stands between the marks `begin` and `end` of a page is exactly `expected`.
inline void expect_page_part(const std::filesystem::path& path, std::string_view begin, std::string_view end,
                             const std::string& expected) {
    std::string page = read_text_file(path);
    const std::size_t found = page.find(begin);
    const std::size_t stop = page.find(end);
    ASSERT_NE(found, std::string::npos) << begin;
    ASSERT_NE(stop, std::string::npos) << end;
    const std::size_t part = found + begin.size();
    if (updates_golden_files()) {
        page.replace(part, stop - part, expected);
        std::ofstream(path, std::ios::binary) << page;
        return;
    }
    EXPECT_EQ(page.substr(part, stop - part), expected) << "PIO_UPDATE_GOLDEN=1 writes it anew";
}

}  // namespace inference_pio
