// The module `_lanes`, and the start of an interpreter.

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdio.h>

#include "lanes.h"

static PyObject *mark(PyObject *self, PyObject *arg) {
  long value = PyLong_AsLong(arg);
  if (value == -1 && PyErr_Occurred()) return NULL;
  if (value < 0 || value > 0xffff) return PyErr_Format(PyExc_ValueError, "a mark is 0 to 65535, not %ld", value);
  lanes_trace(LANES_MARK, (unsigned)value);
  Py_RETURN_NONE;
}

static PyObject *now(PyObject *self, PyObject *none) { return PyFloat_FromDouble(emscripten_get_now()); }

static PyMethodDef methods[] = {
    {"channel", lanes_py_channel, METH_NOARGS}, {"submit", lanes_py_submit, METH_VARARGS},
    {"wait", lanes_py_wait, METH_VARARGS},      {"wake", lanes_py_wake, METH_O},
    {"write", lanes_py_write, METH_VARARGS},    {"mark", mark, METH_O},
    {"now", now, METH_NOARGS},                  {"events", lanes_py_events, METH_NOARGS},
    {NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
    // Without this, importing the module would enable the GIL of the free-threaded build.
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
    {0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_lanes",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *init_module(void) { return PyModuleDef_Init(&definition); }

static PyStatus configure(PyConfig *config) {
  PyConfig_InitIsolatedConfig(config);
  config->site_import = 0;
  config->write_bytecode = 0;
  config->pathconfig_warnings = 0;
  config->module_search_paths_set = 1;
  PyStatus status = PyConfig_SetString(config, &config->program_name, L"python");
  if (!PyStatus_Exception(status)) status = PyConfig_SetString(config, &config->home, L"/");
  if (!PyStatus_Exception(status)) status = PyConfig_SetString(config, &config->executable, L"/python");
  // Lanes' own modules come first, so that they can replace some of the standard library.
  if (!PyStatus_Exception(status)) status = PyWideStringList_Append(&config->module_search_paths, L"/lanes.zip");
  if (!PyStatus_Exception(status)) status = PyWideStringList_Append(&config->module_search_paths, L"/stdlib.zip");
  return status;
}

int main(void) {
  lanes_open_first_channel();
  PyImport_AppendInittab("_lanes", init_module);
  PyConfig config;
  PyStatus status = configure(&config);
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) {
    fprintf(stderr, "Python does not start: %s\n", status.err_msg ? status.err_msg : "no reason given");
    return 1;
  }
  int code = PyRun_SimpleString("import lanes_boot\nlanes_boot.main()\n") ? 1 : 0;
  return Py_FinalizeEx() < 0 ? 3 : code;
}
