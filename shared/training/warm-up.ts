/**
 * Warm-up before a schedule that Keras cannot warm up: a class of the studio's own. Its short Python text goes with every
 * export whose optimizer uses it.
 */
export const warmUpClass = 'WarmUp';

/** The class alone, for a file that imports `keras` and `ops` from it. */
export const warmUpClassPython = `@keras.saving.register_keras_serializable(package="weft")
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Rises in a straight line from start_rate to the first rate of schedule, then follows schedule."""

    def __init__(self, start_rate, warmup_steps, schedule, name="WarmUp"):
        super().__init__()
        self.start_rate = start_rate
        self.warmup_steps = warmup_steps
        if isinstance(schedule, dict):
            schedule = keras.optimizers.schedules.deserialize(schedule)
        self.schedule = schedule
        self.name = name

    def __call__(self, step):
        step = ops.cast(step, "float32")
        target = ops.cast(self.schedule(0), "float32")
        rising = self.start_rate + (target - self.start_rate) * step / self.warmup_steps
        after = ops.cast(self.schedule(ops.maximum(step - self.warmup_steps, 0)), "float32")
        return ops.where(step < self.warmup_steps, rising, after)

    def get_config(self):
        return {
            "start_rate": self.start_rate,
            "warmup_steps": self.warmup_steps,
            "schedule": keras.optimizers.schedules.serialize(self.schedule),
            "name": self.name,
        }
`;

/** The same as a text of its own. */
export const warmUpPython = `import keras
from keras import ops


${warmUpClassPython}`;
