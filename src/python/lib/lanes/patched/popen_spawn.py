"""`multiprocessing.popen_spawn_posix`: as with fork, but the child imports the program again."""

from lanes.patched.popen_fork import launch


def apply(module) -> None:
    """Replaces the launch."""

    def launch_spawned(popen, process):
        preparation = module.spawn.get_preparation_data(process._name)
        launch(popen, process, {"preparation": preparation})

    module.Popen._launch = launch_spawned
