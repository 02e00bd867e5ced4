package org.morango.hibernate.model;

/** What a test can do with an entity whose class it does not see, as another class loader has enhanced it. */
public interface Changing {
    void change(String what);

    /** Reads its values. */
    String show();
}
