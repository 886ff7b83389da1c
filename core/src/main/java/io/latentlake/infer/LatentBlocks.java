package io.latentlake.infer;

import io.latentlake.explain.example.LatentBlock;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Turns rows of embeddings into blocks of bounded size. */
final class LatentBlocks implements Iterator<LatentBlock> {
  private final Iterator<Row> rows;
  private final long bytes;

  LatentBlocks(Iterator<Row> rows, long bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public LatentBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    LatentBlock.Builder block = new LatentBlock.Builder();
    long size = 0;
    while (size < bytes && rows.hasNext()) {
      EmbeddedImage image = EmbeddedImage.of(rows.next());
      block.add(image.imageId(), image.label(), image.latent());
      size += LatentBlock.bytes(image.latent().length);
    }
    return block.build();
  }
}
