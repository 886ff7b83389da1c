package io.latentlake.sample;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.stddev_pop;

import io.latentlake.table.EmbeddingsTable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Computes mean and standard deviation of embeddings, on the executors. */
public final class EmbeddingStatistics {
  private EmbeddingStatistics() {}

  /**
   * Mean and standard deviation of each latent unit.
   *
   * @param embeddings rows of {@link EmbeddingsTable}, at least one
   * @return statistics over all rows
   */
  public static LatentStatistics of(Dataset<Row> embeddings) {
    List<Row> units =
        embeddings
            .select(posexplode(col(EmbeddingsTable.EMBEDDING)))
            .groupBy("pos")
            .agg(avg("col"), stddev_pop("col"))
            .orderBy("pos")
            .collectAsList();
    float[] mean = new float[units.size()];
    float[] standardDeviation = new float[units.size()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) units.get(i).getDouble(1);
      standardDeviation[i] = (float) units.get(i).getDouble(2);
    }
    return new LatentStatistics(mean, standardDeviation);
  }
}
