package io.latentlake.infer;

import io.latentlake.table.EmbeddingsTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What comparing latents needs of a row of the embeddings table. */
record EmbeddedImage(String imageId, Optional<String> label, float[] latent) {
  /** The columns that {@link #of} reads. */
  static Column[] columns() {
    return List.of(EmbeddingsTable.IMAGE_ID, EmbeddingsTable.LABEL, EmbeddingsTable.EMBEDDING)
        .stream()
        .map(functions::col)
        .toArray(Column[]::new);
  }

  /** Reads a row of {@link #columns()}. */
  static EmbeddedImage of(Row row) {
    List<Float> values = row.getList(2);
    float[] latent = new float[values.size()];
    for (int i = 0; i < latent.length; i++) {
      latent[i] = values.get(i);
    }
    return new EmbeddedImage(row.getString(0), Optional.ofNullable(row.getString(1)), latent);
  }
}
