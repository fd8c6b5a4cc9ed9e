// The laws of the house (docs/design.md, CONTRIBUTING.md) as tests of the source tree.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "architecture/source_tree.hpp"
#include "test_folders.hpp"

namespace inference_pio::architecture {
namespace {

using ::testing::IsEmpty;
namespace fs = std::filesystem;

const std::vector<std::string> kProduct = {"include", "src", "benchmarks", "examples"};
const std::vector<std::string> kEverything = {"include", "src", "benchmarks", "examples", "tests"};

std::vector<SourceFile> without_fixtures(std::vector<SourceFile> files) {
    std::erase_if(files, [](const SourceFile& file) { return file.path.find("/fixtures/") != std::string::npos; });
    return files;
}

// "src/models/<model>/benchmarks/<category>/": every model has files of the same names there.
bool belongs_to_a_model(const SourceFile& file) { return file.path.starts_with("src/models/"); }

TEST(Laws, TheTreeIsThere) { EXPECT_GT(read_sources(kProduct).size(), 40U); }

TEST(Laws, ARoomIncludesOnlyLowerLayersAndItself) {
    const std::regex include(R"re(^#include "([a-z_]+)/[^"]+")re");
    std::vector<std::string> broken;
    for (const SourceFile& file : read_sources({"src/inference_pio"})) {
        const std::string room = room_of(file.path);
        ASSERT_GE(layer_of(room), 0) << file.path << " lies in no known room";
        for (const std::string& line : file.lines) {
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            const std::string other = match[1];
            ASSERT_GE(layer_of(other), 0) << file.path << ": " << line;
            if (other != room && layer_of(other) >= layer_of(room)) broken.push_back(file.path + ": " + line);
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, PublicHeadersIncludeOnlyTheStandardLibraryExpectedAndEachOther) {
    std::vector<std::string> broken;
    const std::regex include(R"re(^#include [<"]([^>"]+)[>"])re");
    const std::set<std::string> system = {"sys/types.h"};
    for (const SourceFile& file : read_sources({"include"})) {
        for (const std::string& line : file.lines) {
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            const std::string header = match[1];
            const bool standard = header.find('/') == std::string::npos && header.find('.') == std::string::npos;
            if (!standard && !header.starts_with("inference_pio/") && header != "tl/expected.hpp" &&
                !system.contains(header)) {
                broken.push_back(file.path + ": " + line);
            }
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, AFileHasAtMost400Lines) {
    std::vector<std::string> broken;
    for (const SourceFile& file : read_sources(kEverything)) {
        if (file.lines.size() > 400) broken.push_back(fmt::format("{}: {} lines", file.path, file.lines.size()));
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, AFunctionHasAtMost70Lines) {
    std::vector<std::string> broken;
    for (const SourceFile& file : read_sources(kProduct)) {
        for (const FunctionExtent& function : find_functions(file)) {
            if (function.lines > 70)
                broken.push_back(fmt::format("{}:{}: {} lines", file.path, function.first_line, function.lines));
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, BasenamesAreUnique) {
    std::map<std::string, std::string> seen;
    std::vector<std::string> broken;
    for (const SourceFile& file : without_fixtures(read_sources(kEverything))) {
        if (belongs_to_a_model(file)) continue;
        const auto [other, fresh] = seen.try_emplace(file.name, file.path);
        if (!fresh) broken.push_back(file.path + " and " + other->second);
    }
    EXPECT_THAT(broken, IsEmpty());
}

// Two types of one name in two headers are one type to the linker, which then takes one's destructor for the other's.
TEST(Laws, TypesOfHeadersHaveNamesOfTheirOwn) {
    const std::regex type(R"re(^(?:struct|class|enum class) ([A-Z]\w+)\b[^;]*\{)re");
    std::map<std::string, std::vector<std::string>> places;
    for (const SourceFile& file : read_sources({"include", "src"})) {
        if (!file.name.ends_with(".hpp")) continue;
        for (const std::string& line : file.lines) {
            std::smatch match;
            if (std::regex_search(line, match, type)) places[match[1]].push_back(file.path);
        }
    }
    EXPECT_GT(places.size(), 100U);
    std::erase_if(places, [](const auto& entry) { return entry.second.size() == 1; });
    EXPECT_THAT(places, IsEmpty());
}

TEST(Laws, NamesOfGrabBagsAreNotUsed) {
    std::vector<std::string> broken;
    const std::regex bag("(^|_)(utils?|helpers?|manager|misc)(_|\\.)");
    for (const SourceFile& file : read_sources(kEverything)) {
        if (std::regex_search(file.name, bag)) broken.push_back(file.path);
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, EveryHeaderBeginsWithItsPurposeAndIsIncludedOnce) {
    std::vector<std::string> broken;
    for (const SourceFile& file : read_sources({"include", "src"})) {
        if (!file.name.ends_with(".hpp")) continue;
        const bool documented = !file.lines.empty() && file.lines.front().starts_with("// ");
        bool once = false;
        for (const std::string& line : file.lines) once = once || line == "#pragma once";
        if (!documented || !once) broken.push_back(file.path);
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, PublicHeadersSayWhatTheyAreSafeFor) {
    std::vector<std::string> broken;
    for (const SourceFile& file : read_sources({"include"})) {
        bool said = file.name == "units.hpp";
        for (const std::string& line : file.lines) said = said || line.starts_with("// Thread safety");
        if (!said) broken.push_back(file.path);
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, TestsMirrorSources) {
    std::set<std::string> rooms;
    for (const auto& entry : fs::directory_iterator(fs::path(PIO_SOURCE_DIR) / "src/inference_pio")) {
        if (entry.is_directory()) rooms.insert(entry.path().filename().string());
    }
    std::vector<std::string> without_tests;
    for (const std::string& room : rooms) {
        const auto sources = read_sources({"src/inference_pio/" + room});
        if (!sources.empty() && read_sources({"tests/" + room}).empty()) without_tests.push_back(room);
    }
    EXPECT_THAT(without_tests, IsEmpty());
}

TEST(Laws, NothingIsLeftOpenInTheCode) {
    std::vector<std::string> broken;
    const std::regex open(R"(\b(TODO|FIXME|XXX|HACK)\b)");
    for (const SourceFile& file : read_sources(kEverything)) {
        if (file.path.starts_with("tests/architecture/")) continue;
        for (const std::string& line : file.lines) {
            if (std::regex_search(line, open)) broken.push_back(file.path + ": " + line);
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

TEST(Laws, EveryModelHasItsFourFolders) {
    std::vector<std::string> missing;
    for (const auto& model : fs::directory_iterator(fs::path(PIO_SOURCE_DIR) / "src/models")) {
        if (!model.is_directory()) continue;
        for (const char* folder : {"unit", "integration", "performance", "results"}) {
            const auto path = model.path() / "benchmarks" / folder;
            if (!fs::exists(path)) missing.push_back(path.string());
        }
    }
    EXPECT_THAT(missing, IsEmpty());
}

TEST(Laws, EverySubcommandStandsInTheManual) {
    const std::string manual = read_document("docs/manual.md");
    std::vector<std::string> missing;
    for (const SourceFile& file : read_sources({"src/inference_pio/cli"})) {
        if (!file.name.ends_with("_command.cpp")) continue;
        std::string command = file.name.substr(0, file.name.size() - std::string("_command.cpp").size());
        for (char& c : command) c = c == '_' ? '-' : c;
        if (manual.find("piobench " + command) == std::string::npos) missing.push_back(command);
    }
    EXPECT_THAT(missing, IsEmpty());
}

TEST(FindFunctions, MeasuresBodiesByTheirIndentation) {
    const SourceFile file{"a.cpp", "a.cpp", {"namespace a {", "int f(int x) {", "    return x;", "}", "}"}};
    const auto functions = find_functions(file);
    ASSERT_EQ(functions.size(), 1U);
    EXPECT_EQ(functions[0].first_line, 2U);
    EXPECT_EQ(functions[0].lines, 3U);
}

}  // namespace
}  // namespace inference_pio::architecture
