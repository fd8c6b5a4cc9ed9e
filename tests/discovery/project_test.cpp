#include "discovery/project.hpp"

#include <gtest/gtest.h>

#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

TEST(FindProject, InsideOfTheSourceTreeItIsThisOne) {
    const Project project = find_project(fs::path(PIO_SOURCE_DIR) / "src/models/any/benchmarks/unit");
    EXPECT_EQ(project.root, PIO_SOURCE_DIR);
    EXPECT_TRUE(project.is_own());
    EXPECT_EQ(project.build, PIO_BINARY_DIR);
}

TEST(FindProject, TakesTheNearestFolderThatHasBenchmarks) {
    TemporaryFolder folder;
    fs::create_directories(folder.path() / "outer/benchmarks");
    fs::create_directories(folder.path() / "outer/inner/src/models");
    fs::create_directories(folder.path() / "outer/inner/deep/er");
    const fs::path outer = fs::canonical(folder.path() / "outer");
    EXPECT_EQ(find_project(outer / "inner/deep/er").root, outer / "inner");
    EXPECT_EQ(find_project(outer).root, outer);
    EXPECT_FALSE(find_project(outer).is_own());
}

TEST(FindProject, ElsewhereItIsTheSourceTree) {
    TemporaryFolder folder;
    EXPECT_EQ(find_project(folder.path()).root, PIO_SOURCE_DIR);
}

}  // namespace
}  // namespace inference_pio
