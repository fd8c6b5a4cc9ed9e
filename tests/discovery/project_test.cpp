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

class InstalledProject : public ::testing::Test {
protected:
    InstalledProject() { fs::create_directories(prefix_.private_folder() / "libexec"); }
    fs::path home() const { return fs::canonical(folder_.path()) / "home"; }

    TemporaryFolder folder_;
    Installation prefix_{fs::canonical(folder_.path()) / "usr"};
};

TEST_F(InstalledProject, IsWhereverTheUserIs) {
    fs::create_directories(home() / "empty");
    const Project project = find_project(home() / "empty", prefix_.program());
    EXPECT_EQ(project.root, home() / "empty");
    EXPECT_TRUE(project.is_installed());
    EXPECT_FALSE(project.is_own());
    fs::create_directories(home() / "benchmarks/deep");
    EXPECT_EQ(find_project(home() / "benchmarks/deep", prefix_.program()).root, home());
    EXPECT_EQ(find_project(fs::path(PIO_SOURCE_DIR) / "src/models", prefix_.program()).root, PIO_SOURCE_DIR)
        << "as of any other project";
}

TEST_F(InstalledProject, FindsItsPartsBesideItself) {
    const Project project = find_project(home(), prefix_.program());
    EXPECT_EQ(project.program(), prefix_.program());
    EXPECT_EQ(project.library(), prefix_.library());
    EXPECT_EQ(project.worker_program("piobench-ceilings"), prefix_.private_folder() / "libexec/piobench-ceilings");
    EXPECT_EQ(project.python(), prefix_.data() / "python");
    EXPECT_EQ(project.headers(), prefix_.headers());
    EXPECT_EQ(project.brought_benchmarks(), prefix_.private_folder());
}

TEST(FindProject, ABuildHasItsPartsInItselfAndInItsSourceTree) {
    const Project project = find_project(PIO_SOURCE_DIR);
    EXPECT_EQ(project.program(), fs::path(PIO_BINARY_DIR) / "piobench");
    EXPECT_EQ(project.library(), fs::path(PIO_BINARY_DIR) / "lib/libinference_pio.so");
    EXPECT_EQ(project.python(), fs::path(PIO_SOURCE_DIR) / "python");
    EXPECT_TRUE(project.brought_benchmarks().empty());
}

}  // namespace
}  // namespace inference_pio
