/** A utility process that does nothing until it is ended. */
setInterval(() => {}, 1_000);
