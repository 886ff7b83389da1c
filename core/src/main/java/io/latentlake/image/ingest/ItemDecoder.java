package io.latentlake.image.ingest;

import io.latentlake.image.ImagePreparation;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.image.ImageShape;
import io.latentlake.observe.ImageWork;
import io.latentlake.table.ImageNote;
import io.latentlake.table.RejectReason;
import io.latentlake.table.RejectsTable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/** Turns an item into a row of {@code images} or of {@code rejects}, on an executor. */
final class ItemDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ImagePreparation preparation;
  private final ImageShape shape;
  private final ItemFiles files;
  private final ImageLayout layout;
  private final LongAccumulator done;

  ItemDecoder(
      ImagePreparation preparation,
      ImageShape shape,
      ItemFiles files,
      ImageLayout layout,
      LongAccumulator done) {
    this.preparation = preparation;
    this.shape = shape;
    this.files = files;
    this.layout = layout;
    this.done = done;
  }

  /**
   * Decodes one item.
   *
   * @param item a row of {@link PlannedItems}
   * @return the row, under the key that says which table and file it goes to
   * @throws IOException if storage failed and a retry may succeed
   */
  Tuple2<LayoutKey, Row> decode(Row item) throws IOException {
    done.add(1);
    String uri = item.getAs(Items.URI);
    try {
      String fault = item.getAs(Items.FAULT);
      if (fault != null) {
        throw new ImageRejectedException(RejectReason.of(fault), item.getAs(Items.FAULT_DETAIL));
      }
      byte[] content = files.content(item, preparation);
      ImagePreparation.Prepared prepared = prepare(item, content);
      String id = item.getAs(Items.IMAGE_ID);
      String split = item.getAs(Items.SPLIT);
      Row row =
          RowFactory.create(
              id,
              uri,
              split,
              item.getAs(Items.LABEL),
              shape.height(),
              shape.width(),
              shape.channels(),
              prepared.pixels(),
              prepared.mask().orElse(null),
              item.getAs(Items.FACTORS),
              item.getAs(Items.BYTES),
              item.getAs(Items.MODIFIED),
              prepared.sourceBits(),
              PlannedItems.sourceKey(item, content),
              texts(prepared.notes()));
      Tuple2<LayoutKey, Row> decoded =
          new Tuple2<>(layout.image(split, item.getAs(PlannedItems.ORDER), id), row);
      ImageWork.DECODED.count(1);
      return decoded;
    } catch (ImageRejectedException e) {
      ImageWork.REJECTED.countOne(e.reason().text());
      Row row = RejectsTable.row(uri, e.reason(), e.getMessage(), item.getAs(Items.BYTES));
      return new Tuple2<>(layout.reject(uri), row);
    }
  }

  /** The notes as the column holds them; null if there are none. */
  private static String[] texts(Set<ImageNote> notes) {
    return notes.isEmpty() ? null : notes.stream().map(ImageNote::text).toArray(String[]::new);
  }

  private ImagePreparation.Prepared prepare(Row item, byte[] content)
      throws IOException, ImageRejectedException {
    Integer channels = item.getAs(Items.RAW_CHANNELS);
    if (channels != null) {
      ImageShape raw =
          new ImageShape(channels, item.getAs(Items.RAW_HEIGHT), item.getAs(Items.RAW_WIDTH));
      return preparation.prepare(raw, content);
    }
    return preparation.prepare(content, masks(item));
  }

  private List<byte[]> masks(Row item) throws IOException, ImageRejectedException {
    if (item.getAs(Items.MASK_URI) == null) {
      return List.of();
    }
    List<byte[]> masks = new ArrayList<>(List.of(mask(item)));
    int more = item.fieldIndex(Items.MORE_MASKS);
    if (!item.isNullAt(more)) {
      for (Row mask : item.<Row>getList(more)) {
        masks.add(mask(mask));
      }
    }
    return masks;
  }

  private byte[] mask(Row place) throws IOException, ImageRejectedException {
    try {
      return files.read(
          place.getAs(Items.MASK_URI),
          place.getAs(Items.MASK_ENTRY),
          place.getAs(Items.MASK_BYTES),
          preparation);
    } catch (ImageRejectedException e) {
      throw new ImageRejectedException(
          RejectReason.BAD_MASK, "mask is " + e.reason().text() + ": " + e.getMessage());
    }
  }
}
