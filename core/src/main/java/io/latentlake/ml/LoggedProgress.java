package io.latentlake.ml;

import io.latentlake.progress.Progress;
import org.slf4j.Logger;

/** Progress for a program that has no console of ours: what is said goes to its log. */
record LoggedProgress(Logger log) implements Progress {
  @Override
  public Bar begin(String task, long total, String unit) {
    log.info("{}: {} {}", task, total, unit);
    return NONE.begin(task, total, unit);
  }

  @Override
  public void say(String line) {
    log.info(line);
  }
}
