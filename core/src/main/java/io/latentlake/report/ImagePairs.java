package io.latentlake.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.xxhash64;

import io.latentlake.model.InferenceModel;
import io.latentlake.picture.Reconstructor;
import io.latentlake.picture.StoredImage;
import io.latentlake.report.ReportContent.Pair;
import io.latentlake.report.ReportContent.Reconstructions;
import io.latentlake.table.ImagesTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/** A balanced selection of images beside their reconstructions. */
final class ImagePairs {

  /** Limit in bytes for all pictures of this section in the page. */
  private static final long BYTES = 1_200_000;

  private final int most;

  ImagePairs(int most) {
    this.most = most;
  }

  /**
   * Reads images of one split: labels in turn, within a label by a hash of the image id.
   *
   * @param split the images of the split, of the model's shape
   * @param model the model
   */
  Reconstructions read(ShownSplit split, InferenceModel model) {
    Dataset<Row> images = split.rows();
    Column hash = xxhash64(col(ImagesTable.IMAGE_ID));
    List<String> ids =
        images
            .select(
                col(ImagesTable.IMAGE_ID),
                col(ImagesTable.LABEL),
                row_number().over(Window.partitionBy(ImagesTable.LABEL).orderBy(hash)).as("turn"))
            .orderBy(col("turn"), col(ImagesTable.LABEL), col(ImagesTable.IMAGE_ID))
            .limit(most)
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
    Map<String, StoredImage> stored = StoredImage.byId(images, ids);
    List<StoredImage> chosen = ids.stream().map(stored::get).filter(Objects::nonNull).toList();
    List<Reconstructor.Reconstruction> made = new Reconstructor(model).reconstruct(chosen);
    int side = PixelPicture.sideFor(BYTES, 2 * chosen.size());
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      StoredImage image = chosen.get(i);
      pairs.add(
          new Pair(
              image.id(),
              image.label(),
              made.get(i).error(),
              PixelPicture.picture(
                  PixelPicture.within(image.image(), side), "Image " + image.words()),
              PixelPicture.picture(
                  PixelPicture.within(made.get(i).image(), side),
                  "Reconstruction of " + image.id())));
    }
    return new Reconstructions(split.name(), model.loss().unit(), pairs);
  }
}
