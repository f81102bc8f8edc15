/** PDF 的页面。 */
export const pdf = {
  show: "查看",
  document: "PDF 文档",
  page: (number: number, of: number) => `第 ${number} 页，共 ${of} 页`,
  tools: "页码与大小",
  previous: "上一页",
  next: "下一页",
  smaller: "缩小",
  larger: "放大",
  fit: "适合宽度",
  percent: (zoom: number) => `${Math.round(zoom * 100)} %`,
  notAll: (shown: number, count: number) => `共 ${count} 页，这里显示 ${shown} 页；保存文件后可阅读全部内容。`,
  pageFailed: "此页无法绘制。",
  again: "重试",
  words: (number: number) => `第 ${number} 页的文字`,
};
