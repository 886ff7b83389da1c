package io.latentlake.train;

import io.latentlake.table.ImagesTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * The images of one row group as they are stored.
 *
 * @param imageIds id of each
 * @param labels label of each, or null
 * @param pixels uint8, channel-major, of each
 */
record ImageGroup(List<String> imageIds, List<String> labels, List<byte[]> pixels) {
  /**
   * Reads one row group, and of it only ids, labels and pixels.
   *
   * @param hadoop how to reach the file
   * @param file URI of a Parquet file
   * @param group index of the row group
   * @return its images, in the order of the file
   */
  static ImageGroup read(Configuration hadoop, String file, int group) throws IOException {
    ParquetReadOptions checked =
        HadoopReadOptions.builder(hadoop).usePageChecksumVerification(true).build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop), checked)) {
      MessageType all = reader.getFileMetaData().getSchema();
      MessageType wanted =
          new MessageType(
              all.getName(),
              all.getType(ImagesTable.IMAGE_ID),
              all.getType(ImagesTable.LABEL),
              all.getType(ImagesTable.PIXELS));
      reader.setRequestedSchema(wanted);
      PageReadStore pages = reader.readRowGroup(group);
      RecordReader<Group> rows =
          new ColumnIOFactory()
              .getColumnIO(wanted)
              .getRecordReader(pages, new GroupRecordConverter(wanted));
      int count = Math.toIntExact(pages.getRowCount());
      List<String> imageIds = new ArrayList<>(count);
      List<String> labels = new ArrayList<>(count);
      List<byte[]> pixels = new ArrayList<>(count);
      // many images share a label
      Map<String, String> known = new HashMap<>();
      for (int row = 0; row < count; row++) {
        Group image = rows.read();
        imageIds.add(image.getString(ImagesTable.IMAGE_ID, 0));
        labels.add(
            image.getFieldRepetitionCount(ImagesTable.LABEL) == 0
                ? null
                : known.computeIfAbsent(image.getString(ImagesTable.LABEL, 0), label -> label));
        pixels.add(image.getBinary(ImagesTable.PIXELS, 0).getBytes());
      }
      return new ImageGroup(imageIds, labels, pixels);
    }
  }

  /** Roughly what it takes on the heap. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < pixels.size(); i++) {
      bytes += pixels.get(i).length + imageIds.get(i).length() + 100L;
    }
    return bytes;
  }
}
