package io.latentlake.image;

import io.latentlake.config.Key;
import java.util.List;
import java.util.Optional;

/** Where images come from and how they are brought to one shape: section {@code data}. */
public record DataOptions(
    @Key(
            value = "default",
            meaning = "Name of this image set in every table",
            example = "2025-03-01")
        String id,
    @Key(
            meaning =
                "Input: a folder, zip or tar file, image, manifest file, Parquet table or IDX file",
            example = "s3a://lake/inspection/2025-03-01")
        Optional<String> path,
    @Key(
            value = "auto",
            oneOf = {"auto", "folder", "manifest", "parquet", "idx"},
            meaning = "How the path is read; auto decides by its content")
        String format,
    @Key(
            meaning =
                "Folder that paths in a manifest or table are relative to; unset: its own folder",
            example = "s3a://lake/visa")
        Optional<String> root,
    @Key(
            value = "auto",
            oneOf = {"auto", "grey", "rgb"},
            meaning = "Colour of the stored images; auto: that of the first images")
        String color,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            unit = "pixels",
            meaning = "Height of the stored images; 0: that of the first image")
        int height,
    @Key(
            value = "0",
            min = 0,
            max = 4096,
            unit = "pixels",
            meaning = "Width of the stored images; 0: that of the first image")
        int width,
    @Key(
            value = "stretch",
            oneOf = {"stretch", "crop", "pad"},
            meaning = "How an image of another aspect ratio is fitted")
        String fit,
    @Key(
            value = "#ffffff",
            meaning = "Colour behind transparent pixels and around a padded image",
            example = "#000000")
        String background,
    @Key(
            value = "auto",
            oneOf = {"auto", "8", "12", "16", "min-max"},
            meaning =
                "Value that becomes white in files of more than 8 bits a sample: the largest that"
                    + " the file can hold (auto), or the largest of 8, 12 or 16 bits; min-max maps"
                    + " the smallest sample of each image to black and the largest to white, and"
                    + " also reads signed and floating point TIFF")
        String range,
    @Key(
            value = "reject",
            oneOf = {"reject", "accept"},
            meaning =
                "Whether to reject or accept JPEG files with stray bytes or a missing end; if"
                    + " accepted, missing parts are grey and column notes says damaged")
        String damaged,
    @Key(
            value = "0.1",
            min = 0,
            max = 0.9,
            meaning =
                "Share of the training images set aside for validation if the source has none")
        double validationFraction,
    @Key(
            meaning =
                "Labels to learn from: training and validation images of other labels are left"
                    + " out; unset: all",
            example = "[good]")
        List<String> trainLabels,
    @Key(
            value = "50000000",
            min = 1,
            unit = "pixels",
            meaning =
                "An image whose header states more pixels than this is rejected before it is"
                    + " decoded; a pixel of a lossy WebP counts as 8, because decoding it needs"
                    + " that much memory")
        long maxPixels,
    @Key(
            value = "67108864",
            min = 1,
            // A file is read into one array; a longer one is not possible in Java
            max = Integer.MAX_VALUE - 8,
            unit = "bytes",
            meaning = "A file longer than this is rejected before it is read")
        long maxBytes,
    @Key(
            min = 0,
            max = 1,
            meaning = "The run fails when a larger share of the input is rejected; unset: never")
        Optional<Double> maxRejectFraction,
    @Key(value = "path", meaning = "Column of a manifest that holds the path of the image")
        String pathColumn,
    @Key(
            meaning =
                "Column of a manifest that holds the length of the file in bytes; unset: the"
                    + " storage is asked, one request per image",
            example = "size")
        Optional<String> bytesColumn,
    @Key(
            meaning =
                "Column of a manifest that holds the time the file was last modified, as"
                    + " milliseconds since 1970 or a timestamp; used with data.bytes-column; files"
                    + " without a time are read again by every ingest",
            example = "last_modified_date")
        Optional<String> modifiedColumn,
    @Key(value = "image", meaning = "Column of a table that holds the encoded image")
        String imageColumn,
    @Key(
            meaning = "Column of a table that holds the image id; unset: file name and row number",
            example = "sku")
        Optional<String> idColumn,
    @Key(value = "label", meaning = "Column of a manifest or table that holds the label")
        String labelColumn,
    @Key(value = "split", meaning = "Column of a manifest or table that holds the split")
        String splitColumn,
    @Key(value = "mask", meaning = "Column of a manifest that holds the path of the mask")
        String maskColumn,
    @Key(
            meaning =
                "Columns of a manifest that hold factors; unset: those whose names begin with"
                    + " factor_",
            example = "[shape, scale]")
        List<String> factorColumns,
    @Key(
            meaning = "Split of images whose source names none; unset: train",
            oneOf = {"train", "validation", "test"})
        Optional<String> defaultSplit,
    @Key(
            value = "[png, jpg, jpeg, bmp, gif, tif, tiff, webp]",
            meaning = "File name endings of images in a folder; other files are rejected unread")
        List<String> extensions) {}
