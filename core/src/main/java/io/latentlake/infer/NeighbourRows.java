package io.latentlake.infer;

import io.latentlake.explain.example.Examples;
import io.latentlake.explain.example.Examples.Example;
import io.latentlake.explain.example.LatentBlock;
import io.latentlake.explain.example.NearestLatents;
import io.latentlake.table.NeighboursTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Turns rows of embeddings into rows of neighbours, for as many images at a time as fit. */
final class NeighbourRows extends BatchedRows {
  /** Few enough that progress shows, and enough that reading a block again costs nothing. */
  private static final int MOST_IMAGES = 1024;

  /** Latents that stay in the processor's cache while all images are compared with them. */
  private static final int TILE = 256;

  private final List<Broadcast<LatentBlock>> blocks;
  private final int most;
  private final long bytes;
  private final LongAccumulator done;

  NeighbourRows(
      Iterator<Row> images,
      List<Broadcast<LatentBlock>> blocks,
      int most,
      long bytes,
      LongAccumulator done) {
    super(images);
    this.blocks = blocks;
    this.most = most;
    this.bytes = bytes;
    this.done = done;
  }

  @Override
  List<Row> next(Iterator<Row> images) {
    List<NearestLatents> chunk = chunk(images);
    for (Broadcast<LatentBlock> shared : blocks) {
      LatentBlock block = shared.value();
      for (int from = 0; from < block.count(); from += TILE) {
        int to = Math.min(block.count(), from + TILE);
        for (NearestLatents image : chunk) {
          image.compare(block, from, to);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    chunk.forEach(image -> add(image.examples(), rows));
    done.add(chunk.size());
    return rows;
  }

  private List<NearestLatents> chunk(Iterator<Row> images) {
    List<NearestLatents> chunk = new ArrayList<>();
    long size = 0;
    while (size < bytes && chunk.size() < MOST_IMAGES && images.hasNext()) {
      EmbeddedImage image = EmbeddedImage.of(images.next());
      chunk.add(new NearestLatents(image.imageId(), image.latent(), most));
      // An image keeps the latents of its neighbours, to find their weights
      size += (most + 1) * LatentBlock.bytes(image.latent().length);
    }
    return chunk;
  }

  private static void add(Examples found, List<Row> rows) {
    int rank = 0;
    for (Example example : found.examples()) {
      rank++;
      rows.add(
          NeighboursTable.row(
              found.imageId(),
              rank,
              example.imageId(),
              example.label(),
              example.distance(),
              example.weight(),
              found.unexplained()));
    }
  }
}
