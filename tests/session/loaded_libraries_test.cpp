#include "session/loaded_libraries.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_launcher.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr std::string_view kLdd = R"(	linux-vdso.so.1 (0x00007fbadbd43000)
	libinference_pio.so => /b/lib/libinference_pio.so (0x00007fbadb800000)
	libllama.so.0 => /engine (of 2026)/lib/libllama.so.0 (0x00007fbadb000000)
	libstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007fbadb400000)
	/lib64/ld-linux-x86-64.so.2 (0x00007fbadbd45000)
	libggml.so.0 => not found
)";

TEST(ParseLoadedLibraries, TakesNamesAndFiles) {
    EXPECT_THAT(parse_loaded_libraries(kLdd),
                ElementsAre(LoadedLibrary{"libinference_pio.so", "/b/lib/libinference_pio.so"},
                            LoadedLibrary{"libllama.so.0", "/engine (of 2026)/lib/libllama.so.0"},
                            LoadedLibrary{"libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6"},
                            LoadedLibrary{"libggml.so.0", {}}));
    EXPECT_THAT(parse_loaded_libraries(""), IsEmpty());
    EXPECT_THAT(parse_loaded_libraries("\tnot a dynamic executable\n"), IsEmpty());
}

TEST(IsEngineLibrary, KnowsThemByTheirNames) {
    for (const char* name :
         {"libllama.so", "libllama.so.0", "libggml.so.0", "libggml-cpu.so.0", "libggml-base.so", "libmtmd.so.0"}) {
        EXPECT_TRUE(is_engine_library(name)) << name;
    }
    for (const char* name : {"libllama_extra.so", "libinference_pio.so", "libm.so.6", "libggmlx.so", ""}) {
        EXPECT_FALSE(is_engine_library(name)) << name;
    }
}

class EngineLibraryDigest : public ::testing::Test {
protected:
    void write(const std::string& name, const std::string& text) {
        fs::create_directories((folder_.path() / name).parent_path());
        std::ofstream(folder_.path() / name) << text;
    }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    void load(const std::string& name) {
        output_ += "\t" + fs::path(name).filename().string() + " => " + at(name) + " (0x00007fba)\n";
    }
    std::string digest() {
        const auto digest = engine_library_digest({{"/b/program"}, {{"LD_LIBRARY_PATH", "/x"}}}, machine_);
        EXPECT_TRUE(digest) << digest.error().message;
        return digest.value_or("");
    }

    TemporaryFolder folder_;
    std::string output_;
    int code_ = 0;
    FakeClock clock_;
    FakeLauncher launcher_{[this](const LaunchSpec&) {
                               FakeScript script;
                               script.at_start = {FakeEnd{}};
                               script.exit.code = code_;
                               script.output = output_;
                               script.errors = code_ == 0 ? "" : "not a dynamic executable";
                               return script;
                           },
                           &clock_};
    SessionMachine machine_{clock_, launcher_, nullptr};
};

TEST_F(EngineLibraryDigest, AsksLddInTheWorkersEnvironment) {
    write("a/libllama.so.0", "llama");
    load("a/libllama.so.0");
    EXPECT_THAT(digest(), MatchesRegex("[0-9a-f]{6}"));
    ASSERT_EQ(launcher_.launches.size(), 1U);
    EXPECT_THAT(launcher_.launches[0]->spec.argv, ElementsAre("ldd", "/b/program"));
    EXPECT_EQ(launcher_.launches[0]->spec.environment.at("LD_LIBRARY_PATH"), "/x");
}

TEST_F(EngineLibraryDigest, IsOfContentsAndNotOfPlaces) {
    for (const char* folder : {"a", "b", "c"}) {
        write(std::string(folder) + "/libllama.so.0", "llama");
        write(std::string(folder) + "/libggml.so.0", folder[0] == 'c' ? "other" : "ggml");
    }
    std::vector<std::string> digests;
    for (const char* folder : {"a", "b", "c"}) {
        output_.clear();
        load(std::string(folder) + "/libllama.so.0");
        load(std::string(folder) + "/libggml.so.0");
        digests.push_back(digest());
    }
    EXPECT_EQ(digests[0], digests[1]);
    EXPECT_NE(digests[0], digests[2]);
    write("b/libm.so.6", "not of the engine");
    load("b/libm.so.6");
    EXPECT_EQ(digest(), digests[2]);
}

TEST_F(EngineLibraryDigest, CountsBackendsThatAreOpenedAtRunTimeOnce) {
    write("a/libggml.so.0", "ggml");
    write("a/libggml-cpu.so.0", "cpu");
    load("a/libggml.so.0");
    load("a/libggml-cpu.so.0");
    const std::string plain = digest();
    fs::create_symlink("libggml-cpu.so.0", folder_.path() / "a/libggml-cpu.so");
    EXPECT_EQ(digest(), plain) << "a second name of the same file";
    write("a/libggml-cuda.so", "cuda");
    const std::string with_backend = digest();
    EXPECT_NE(with_backend, plain);
    write("a/libggml-cuda.so", "newer cuda");
    EXPECT_NE(digest(), with_backend);
}

TEST_F(EngineLibraryDigest, SaysWhyThereIsNone) {
    output_ = "\tlibm.so.6 => /lib/libm.so.6 (0x1)\n";
    const auto none = engine_library_digest({{"/b/program"}, {}}, machine_);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
    EXPECT_THAT(none.error().message, HasSubstr("/b/program loads no library"));
    output_ = "\tlibllama.so.7 => not found\n";
    const auto missing = engine_library_digest({{"/b/program"}, {}}, machine_);
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("libllama.so.7 is nowhere"));
    code_ = 1;
    output_.clear();
    const auto no_program = engine_library_digest({{"/b/program"}, {}}, machine_);
    ASSERT_FALSE(no_program);
    EXPECT_EQ(no_program.error().kind, ErrorKind::malformed);
    EXPECT_THAT(no_program.error().message, HasSubstr("not a dynamic executable"));
}

TEST(ReadLoadedLibraries, ReadsThoseOfARealProgram) {
    const auto loaded = read_loaded_libraries({{fs::canonical("/proc/self/exe").string()}, {}}, SessionMachine{});
    ASSERT_TRUE(loaded) << loaded.error().message;
    const bool has_c = std::any_of(loaded->begin(), loaded->end(), [](const LoadedLibrary& library) {
        return library.name.starts_with("libc.so") && fs::exists(library.file);
    });
    EXPECT_TRUE(has_c);
}

}  // namespace
}  // namespace inference_pio
