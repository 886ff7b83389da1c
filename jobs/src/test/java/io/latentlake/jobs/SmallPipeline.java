package io.latentlake.jobs;

import io.latentlake.LocalSpark;
import io.latentlake.progress.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A pipeline over a few drawn tiles with defects. */
final class SmallPipeline {
  private SmallPipeline() {}

  /**
   * Runs it.
   *
   * @param folder receives {@code tiles} and {@code out}
   * @param side of the tiles, pixels
   * @param err receives what goes to standard error
   * @param assignments steps, model, and what else differs
   * @return the exit status
   */
  static int run(Path folder, int side, StringWriter err, String... assignments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "output.path=" + folder.resolve("out"),
                "generate.path=" + folder.resolve("tiles"),
                "generate.size=" + side,
                "generate.train=16",
                "generate.test=4",
                "generate.defects=2",
                "data.path=" + folder.resolve("tiles"),
                "train.minibatch=4"));
    all.addAll(List.of(assignments));
    List<String> arguments = new ArrayList<>(List.of("pipeline"));
    all.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
    LocalSpark.session();
    return LatentLake.run(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        Progress.NONE,
        arguments.toArray(String[]::new));
  }
}
