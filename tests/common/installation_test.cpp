#include "common/installation.hpp"

#include <gmock/gmock.h>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

void function_of_this_program() {}

TEST(FindInstallation, FollowsFromItsProgramAndFromItsLibrary) {
    TemporaryFolder folder;
    const Installation whole{fs::canonical(folder.path()) / "usr"};
    EXPECT_FALSE(find_installation(whole.program())) << "nothing lies there";
    fs::create_directories(whole.private_folder() / "libexec");
    EXPECT_EQ(find_installation(whole.program()), whole);
    EXPECT_EQ(find_installation(whole.library()), whole);
    EXPECT_FALSE(find_installation(whole.prefix / "piobench")) << "a build has its program on top";
    EXPECT_FALSE(find_installation(whole.prefix / "games/piobench"));
}

TEST(FindInstallation, ThisTestIsPartOfABuild) { EXPECT_FALSE(find_installation(running_program())); }

TEST(Installation, AllOfItLiesBelowThePrefix) {
    const Installation moved{"/elsewhere"};
    for (const fs::path& place : {moved.program(), moved.library(), moved.private_folder(), moved.data(),
                                  moved.headers().at(0), moved.headers().at(1)}) {
        EXPECT_EQ(place.lexically_relative("/elsewhere").begin()->string().find(".."), std::string::npos) << place;
    }
    EXPECT_EQ(moved.private_folder().parent_path(), moved.library().parent_path());
}

TEST(LoadedFileOf, IsTheProgramWhereTheFunctionIsItsOwn) {
    EXPECT_EQ(loaded_file_of(reinterpret_cast<const void*>(&function_of_this_program)), running_program());
}

}  // namespace
}  // namespace inference_pio
