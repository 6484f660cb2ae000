// As wide as the lines of Python.
export default {
  printWidth: 110,
  overrides: [{ files: "*.css", options: { printWidth: 120 } }],
};
