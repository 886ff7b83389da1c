package io.latentlake.image.ingest;

import io.latentlake.table.ImagesTable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.Partitioner;

/**
 * Assigns every row to a file: each split has its own files, each file a range of the seeded hash.
 * The last partitions hold the rejects.
 */
final class ImageLayout extends Partitioner {
  private static final long serialVersionUID = 1L;

  /** Bytes of pixels per file; the whole file still fits into one HDFS block, 128 MiB. */
  private static final long FILE_BYTES = 96L << 20;

  private static final int MAX_FILES = 10_000;

  private final TreeMap<String, int[]> firstAndCount = new TreeMap<>();
  private final int imageFiles;
  private final int rejectFiles;

  /**
   * Plans the files.
   *
   * @param rows images a split, at most
   * @param pixelBytes bytes of pixels a row
   * @param parallelism files a split is spread over if it has enough rows
   */
  ImageLayout(Map<String, Long> rows, long pixelBytes, int parallelism) {
    int next = 0;
    for (Map.Entry<String, Long> split : new TreeMap<>(rows).entrySet()) {
      long bySize = 1 + split.getValue() * pixelBytes / FILE_BYTES;
      long groups = 1 + split.getValue() / ImagesTable.rowsPerGroup(pixelBytes);
      int count = (int) Math.min(MAX_FILES, Math.max(bySize, Math.min(parallelism, groups)));
      firstAndCount.put(split.getKey(), new int[] {next, count});
      next += count;
    }
    imageFiles = next;
    rejectFiles = parallelism;
  }

  int imageFiles() {
    return imageFiles;
  }

  LayoutKey image(String split, long hash, String imageId) {
    int[] place = firstAndCount.get(split);
    double share = (hash >>> 11) * 0x1.0p-53;
    return new LayoutKey(place[0] + (int) (share * place[1]), hash, imageId);
  }

  LayoutKey reject(String uri) {
    return new LayoutKey(imageFiles + Math.floorMod(uri.hashCode(), rejectFiles), 0, uri);
  }

  @Override
  public int numPartitions() {
    return imageFiles + rejectFiles;
  }

  @Override
  public int getPartition(Object key) {
    return ((LayoutKey) key).file();
  }
}
