/** Defects that are drawn onto normal images, for models that learn what a defect looks like. */
package io.latentlake.image.defect;
