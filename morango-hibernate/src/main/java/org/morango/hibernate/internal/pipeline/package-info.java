/**
 * The stages that run inside the database: serialize, queue, dequeue, deserialize. Not API. Nothing here names a database,
 * and only the entry point depends on it.
 */
@NullMarked
package org.morango.hibernate.internal.pipeline;

import org.jspecify.annotations.NullMarked;
