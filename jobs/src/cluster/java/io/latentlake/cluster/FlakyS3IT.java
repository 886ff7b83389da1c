package io.latentlake.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** An S3 server that is overloaded, behind a network that loses answers. */
@ExtendWith(SharedFixtures.class)
class FlakyS3IT {
  // What a failure leaves is worth a look
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  @Test
  void refusalsAndCutConnectionsCostTimeAlone(UndisturbedPipeline undisturbed) throws Exception {
    try (S3 s3 = S3.start(folder.resolve("s3-server"));
        FlakyProxy proxy = FlakyProxy.before(s3.port())) {
      Lake.reach(s3.settings());
      Lake.reach(s3.credentials());
      Lake lake = new Lake(s3.root());
      String data = lake.upload(Checkout.TILES, "data");
      Client.of(folder, "local[2]", data, lake)
          .with(s3.settings(proxy))
          .in(s3.environment())
          .submit("flaky", "pipeline", UndisturbedPipeline.SHORT, "steps=ingest,train,score")
          .result();

      assertThat(proxy.refused()).isGreaterThan(proxy.requests() / 20);
      assertThat(proxy.cut()).isPositive();
      lake.assertWhole(UndisturbedPipeline.ITEMS);
      lake.assertScores(UndisturbedPipeline.MODEL, undisturbed.scores());
      assertThat(lake.committers()).isNotEmpty().containsOnly("magic");
    }
  }
}
