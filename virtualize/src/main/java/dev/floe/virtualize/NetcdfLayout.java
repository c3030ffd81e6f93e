package dev.floe.virtualize;

import dev.floe.error.FormatException;
import java.util.List;

/// Where the data of a file lie, checked against the file's length.
///
/// Within a record each variable's run is padded to four bytes, except where there is only one
/// record variable: its runs follow each other without gaps.
final class NetcdfLayout {
  /// A number of records that was not written yet when the file was left.
  static final long STREAMING = -1;

  private final HeaderCursor cursor;
  private final List<NetcdfVariable> variables;
  private final long recordBegin;
  private final long strideBytes;

  /// What of the first record the variables need, from its begin to the end of the last run.
  private final long neededBytes;

  NetcdfLayout(HeaderCursor cursor, List<NetcdfVariable> variables) {
    this.cursor = cursor;
    this.variables = variables;
    long begin = Long.MAX_VALUE;
    long stride = 0;
    int records = 0;
    for (NetcdfVariable variable : variables) {
      if (variable.isRecord()) {
        records++;
        begin = Math.min(begin, variable.begin());
        stride = plus(variable, stride, padded(variable));
      }
    }
    long needed = 0;
    for (NetcdfVariable variable : variables) {
      if (variable.isRecord()) {
        stride = records == 1 ? variable.runBytes() : stride;
        long end = plus(variable, variable.begin() - begin, variable.runBytes());
        needed = Math.max(needed, end);
      }
    }
    this.recordBegin = begin;
    this.strideBytes = stride;
    this.neededBytes = needed;
  }

  /// From one record to the next; 0 without record variables.
  long recordStrideBytes() {
    return strideBytes;
  }

  /// The number of records, from the file's length where `stated` is [#STREAMING]; refuses a file
  /// that ends before its data.
  long recordCount(long stated) {
    long count = stated == STREAMING ? wholeRecords() : stated;
    for (NetcdfVariable variable : variables) {
      if (variable.isRecord() && count == 0) {
        continue;
      }
      checkBegin(variable);
      if (variable.isRecord()) {
        checkWithinRecord(variable);
        checkRecords(variable, count);
      } else {
        checkEnd(variable, plus(variable, variable.begin(), variable.runBytes()));
      }
    }
    return count;
  }

  /// How many records the file holds whole. The padding at the very end may be missing.
  private long wholeRecords() {
    if (strideBytes == 0 || cursor.fileBytes() - recordBegin < neededBytes) {
      return 0;
    }
    return 1 + (cursor.fileBytes() - recordBegin - neededBytes) / strideBytes;
  }

  private void checkRecords(NetcdfVariable variable, long count) {
    long before = cursor.fileBytes() - variable.begin() - variable.runBytes();
    long held = before < 0 ? 0 : 1 + before / strideBytes;
    if (count > held) {
      throw cursor.invalid(
          variable.begin(),
          count + " records of variable " + HeaderCursor.quoted(variable.name()),
          held + " whole ones before the end of the file at byte " + cursor.fileBytes());
    }
  }

  private void checkBegin(NetcdfVariable variable) {
    if (variable.begin() < cursor.position()) {
      throw cursor.invalid(
          -1,
          "data of variable "
              + HeaderCursor.quoted(variable.name())
              + " after the header's end at byte "
              + cursor.position(),
          "byte " + variable.begin());
    }
  }

  private void checkWithinRecord(NetcdfVariable variable) {
    long end = plus(variable, variable.begin() - recordBegin, variable.runBytes());
    if (end > strideBytes) {
      throw cursor.invalid(
          variable.begin(),
          "variable "
              + HeaderCursor.quoted(variable.name())
              + " within a record of "
              + strideBytes
              + " bytes",
          "its end at byte " + end + " of the record");
    }
  }

  private void checkEnd(NetcdfVariable variable, long end) {
    if (end > cursor.fileBytes()) {
      throw cursor.invalid(
          variable.begin(),
          variable.runBytes() + " bytes of variable " + HeaderCursor.quoted(variable.name()),
          "the end of the file at byte " + cursor.fileBytes());
    }
  }

  private long padded(NetcdfVariable variable) {
    return plus(variable, variable.runBytes(), 3) & ~3L;
  }

  private long plus(NetcdfVariable variable, long a, long b) {
    long sum = a + b;
    if (sum < 0) {
      throw tooLarge(variable);
    }
    return sum;
  }

  private FormatException tooLarge(NetcdfVariable variable) {
    return cursor.invalid(
        -1, "variable " + HeaderCursor.quoted(variable.name()) + " within 2^63 bytes", "more");
  }
}
