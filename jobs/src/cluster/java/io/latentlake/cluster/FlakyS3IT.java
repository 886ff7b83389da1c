package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An S3 server that is overloaded, behind a network that loses answers. */
class FlakyS3IT {
  private static final long ITEMS = 360;
  private static final String MODEL = "tiles-ae";
  private static final String[] SHORT = {"train.epochs=2", "steps=ingest,train,score"};

  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @Test
  void refusalsAndCutConnectionsCostTimeAlone() throws Exception {
    try (S3 s3 = S3.start(folder.resolve("s3-server"));
        FlakyProxy proxy = FlakyProxy.before(s3.port())) {
      Lake.reach(s3.settings());
      Lake.reach(s3.credentials());
      Lake lake = new Lake(s3.root());
      String data = lake.upload(Checkout.ROOT.resolve("sample-data/tiles"), "data");
      Lake onDisk = new Lake(folder.resolve("lake").toUri().toString());
      Client.of(folder, "local[2]", data, onDisk)
          .with(s3.settings())
          .in(s3.environment())
          .submit("undisturbed", "pipeline", SHORT)
          .result();
      Map<String, Double> undisturbed = onDisk.scores(MODEL);

      Client.of(folder, "local[2]", data, lake)
          .with(s3.settings(proxy))
          .in(s3.environment())
          .submit("flaky", "pipeline", SHORT)
          .result();

      assertThat(proxy.refused()).isGreaterThan(proxy.requests() / 20);
      assertThat(proxy.cut()).isPositive();
      lake.assertWhole(ITEMS);
      lake.assertScores(MODEL, undisturbed);
      assertThat(lake.committers()).isNotEmpty().containsOnly("magic");
    }
  }
}
