package org.morango.hibernate.model;

/** Access of a test to an entity whose class another class loader has enhanced. */
public interface Changing {
    void change(String what);

    /** Returns its values as text. */
    String show();
}
