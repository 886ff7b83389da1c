package io.latentlake.infer;

import io.latentlake.explain.example.LatentBlock;
import io.latentlake.explain.example.LatentClusters;
import io.latentlake.explain.example.LatentClusters.Membership;
import io.latentlake.table.ClustersTable;
import io.latentlake.table.EmbeddingsTable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Sorts images into clusters of the latent. The centres are found on the driver in a sample by hash
 * of the image id, so that they depend neither on partitions nor on the number of images; the
 * executors then find the nearest for each image.
 */
public final class ClusterSearch implements LatentSearch {
  /** Enough for centres of clusters that are worth looking at. */
  private static final int SAMPLE = 5_000;

  private final Dataset<Row> embeddings;
  private final Broadcast<LatentClusters> clusters;

  /**
   * Finds the centres; to be closed when the rows have been written.
   *
   * @param embeddings rows of the embeddings table under one model
   * @param most number of clusters
   * @param seed of the sample and the first centres
   * @throws IllegalArgumentException if no image is embedded, or a latent is not finite
   */
  public ClusterSearch(Dataset<Row> embeddings, int most, long seed) {
    this.embeddings = embeddings.select(EmbeddedImage.columns());
    List<Row> sample =
        ImageSelection.sample(this.embeddings, SAMPLE, seed)
            .sort(EmbeddingsTable.IMAGE_ID)
            .collectAsList();
    LatentBlock.Builder latents = new LatentBlock.Builder();
    for (Row row : sample) {
      EmbeddedImage image = EmbeddedImage.of(row);
      latents.add(image.imageId(), image.label(), image.latent());
    }
    this.clusters =
        JavaSparkContext.fromSparkContext(embeddings.sparkSession().sparkContext())
            .broadcast(LatentClusters.of(latents.build(), most, seed));
  }

  @Override
  public long rowCount(long images) {
    return images;
  }

  @Override
  public Dataset<Row> rows(LongAccumulator done) {
    Broadcast<LatentClusters> shared = clusters;
    MapFunction<Row, Row> search =
        row -> {
          EmbeddedImage image = EmbeddedImage.of(row);
          Membership found = shared.value().of(image.imageId(), image.latent());
          done.add(1);
          return ClustersTable.row(image.imageId(), found.cluster(), found.distance());
        };
    return embeddings.map(search, Encoders.row(ClustersTable.SCHEMA));
  }

  @Override
  public void close() {
    clusters.destroy();
  }
}
