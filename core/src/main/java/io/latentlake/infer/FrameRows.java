package io.latentlake.infer;

import io.latentlake.image.ingest.FrameImages;
import io.latentlake.image.ingest.FrameImages.FrameImage;
import io.latentlake.model.InferenceModel;
import io.latentlake.observe.ImageWork;
import io.latentlake.score.ImageScorer;
import io.latentlake.score.MinibatchScores;
import io.latentlake.table.ScoresTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Appends what a model says of images to the rows that hold them, in their order, never holding
 * more than one minibatch. The last value of each row says where its image is, and is left out.
 */
final class FrameRows extends BatchedRows {
  private final FrameImages images;
  private final InferenceModel model;
  private final FrameWork work;
  private final ImageScorer scorer;
  private final Optional<InferenceWork.Task> map;
  private final int minibatch;

  FrameRows(Iterator<Row> frame, FrameImages images, InferenceModel model, FrameWork work) {
    super(frame);
    this.images = images;
    this.model = model;
    this.work = work;
    this.scorer = work.score().scorer(model);
    this.map = Optional.ofNullable(work.map()).map(wanted -> wanted.open(model));
    this.minibatch = Math.min(work.minibatch(), model.mostImages());
  }

  @Override
  List<Row> next(Iterator<Row> frame) {
    List<Row> rows = new ArrayList<>();
    List<Optional<Integer>> places = new ArrayList<>();
    List<FrameImage> decoded = new ArrayList<>();
    for (int read = 0; read < minibatch && frame.hasNext(); read++) {
      Row row = frame.next();
      FrameImage image = images.read(row.getStruct(row.size() - 1));
      if (image.pixels().isPresent()) {
        rows.add(row);
        places.add(Optional.of(decoded.size()));
        decoded.add(image);
      } else if (keeps(image)) {
        rows.add(row);
        places.add(Optional.empty());
      }
    }
    List<Object[]> found = decoded.isEmpty() ? List.of() : found(minibatch(decoded));
    Object[] nothing = new Object[work.columns()];
    List<Row> appended = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      appended.add(appended(rows.get(i), places.get(i).map(found::get).orElse(nothing)));
    }
    return appended;
  }

  private boolean keeps(FrameImage undecodable) {
    return switch (work.invalid()) {
      case KEEP -> true;
      case SKIP -> false;
      case ERROR ->
          throw new IllegalArgumentException(
              "the row of image "
                  + undecodable.imageId()
                  + " holds no image that can be decoded; set handleInvalid to keep or skip");
    };
  }

  private ImageMinibatch minibatch(List<FrameImage> decoded) {
    int count = decoded.size();
    return new ImageMinibatch(
            model.shape(),
            decoded.stream().map(FrameImage::imageId).toArray(String[]::new),
            new String[count],
            decoded.stream().map(FrameImage::label).toArray(String[]::new),
            decoded.stream().map(image -> image.pixels().orElseThrow()).toArray(byte[][]::new),
            new byte[count][],
            new Long[count])
        .seenBy(model);
  }

  private List<Object[]> found(ImageMinibatch images) {
    MinibatchScores scores = scorer.score(images.imageIds(), images.pixels());
    ImageWork.SCORED.count(images.count());
    ImageWork.EMBEDDED.count(images.count());
    Optional<List<Row>> maps = map.map(task -> task.rows(images));
    maps.ifPresent(rows -> ImageWork.EXPLAINED.count(rows.size()));
    List<Object[]> found = new ArrayList<>(images.count());
    for (int i = 0; i < images.count(); i++) {
      Boolean verdict =
          work.score()
              .verdict(scores.anomaly()[i])
              .map(ScoresTable.Verdict::isAnomaly)
              .orElse(null);
      Object[] values = AppendedColumns.values(scores, i, verdict);
      found.add(maps.isEmpty() ? values : AppendedColumns.withMap(values, maps.get().get(i)));
    }
    return found;
  }

  private static Row appended(Row row, Object[] values) {
    int kept = row.size() - 1;
    Object[] all = new Object[kept + values.length];
    for (int i = 0; i < kept; i++) {
      all[i] = row.get(i);
    }
    System.arraycopy(values, 0, all, kept, values.length);
    return RowFactory.create(all);
  }
}
