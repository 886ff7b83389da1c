package io.latentlake.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Images, a model and scores that a pipeline has made in local mode, with nothing in its way.
 *
 * @param lake where they are, on local disk
 * @param scores the reconstruction error of every image
 */
record UndisturbedPipeline(Lake lake, Map<String, Double> scores) {
  /** How many files lie at its source. */
  static final long ITEMS = 460;

  /** The id of its model. */
  static final String MODEL = "tiles-ae";

  /** What makes its training the short one that it is. */
  static final String SHORT = "train.epochs=2";

  /** Runs it in a new folder. */
  static UndisturbedPipeline run(Path folder) {
    Lake lake = new Lake(folder.resolve("undisturbed").toUri().toString());
    try {
      Client.of(folder, "local[2]", Checkout.TILES.toUri().toString(), lake)
          .submit("undisturbed", "pipeline", SHORT, "steps=ingest,train,score")
          .result();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new UndisturbedPipeline(lake, lake.scores(MODEL));
  }

  /**
   * Copies what it has made to another lake.
   *
   * @param names what to copy, such as {@code images}, {@code models}
   */
  void copyTo(Lake other, String... names) {
    try {
      for (String name : names) {
        lake.copy(name, other);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
