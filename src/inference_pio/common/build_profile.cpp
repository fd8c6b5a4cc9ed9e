// How this program was built. The PIO_ definitions come from src/inference_pio/CMakeLists.txt, for this
// file only, so that a changed flag or version recompiles nothing else.
#include "common/machine_profile.hpp"

namespace inference_pio {

BuildProfile get_build_profile() { return {PIO_COMPILER, PIO_BUILD_TYPE, PIO_BUILD_FLAGS, PIO_VERSION}; }

}  // namespace inference_pio
