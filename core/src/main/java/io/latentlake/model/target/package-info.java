/** The numbers about an image that can be explained. */
package io.latentlake.model.target;
