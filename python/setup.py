"""What pyproject.toml cannot say: a .pth file beside the package, so that the guide's import names are found."""

import os

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithPath(build_py):
    def run(self):
        super().run()
        with open(os.path.join(self.build_lib, "inference_pio_bench_guide_names.pth"), "w") as file:
            file.write("inference_pio_bench/guide_names\n")

    def get_outputs(self, *arguments, **options):
        path = os.path.join(self.build_lib, "inference_pio_bench_guide_names.pth")
        return super().get_outputs(*arguments, **options) + [path]


setup(cmdclass={"build_py": BuildWithPath})
